import { CliError, usageError } from '../cli-error.ts';
import type { Context, Input } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

/** Whether there is somebody to ask. */
export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for one line, shown as it is typed. Throws where nobody can be asked, and for Ctrl-C. */
export function askLine(context: Context, question: string): Promise<string> {
  return ask(context, { question, echo: true });
}

/** Asks for one line that is not shown. Throws where nobody can be asked, and for Ctrl-C. */
export function askSecret(context: Context, question: string): Promise<string> {
  return ask(context, { question, echo: false });
}

/** Asks a question that only `y` or `yes` answers with true. */
export async function confirm(context: Context, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await askLine(context, `${question} [y/N] `)).trim());
}

/** All of standard input, without the line feed at its end: what `--password-stdin` reads. */
export async function readStandardInput({ stdin }: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as string);
    size += bytes.length;
    if (size > 64 * 1024) throw usageError('standard input is too long for a password');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

interface Question {
  readonly question: string;
  readonly echo: boolean;
}

async function ask(context: Context, { question, echo }: Question): Promise<string> {
  if (!canAsk(context)) {
    throw usageError(`cannot ask "${question.trim()}": this is no terminal`);
  }
  const { stdin, stderr } = context;
  // Raw before the question is seen, so that nothing typed after it is shown by the terminal.
  stdin.setRawMode?.(true);
  stderr.write(question);
  try {
    return await readLine(stdin, (text) => echo && stderr.write(text));
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

const enter = new Set(['\r', '\n']);
const erase = new Set(['\u007f', '\b']);
const controlC = '\u0003';
const controlD = '\u0004';
const controlU = '\u0015';

/** Reads keys up to Enter from a terminal in raw mode, which leaves editing to its reader. */
function readLine(stdin: Input, show: (text: string) => unknown): Promise<string> {
  const decoder = new TextDecoder();
  let line: string[] = [];
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
    };
    const onEnd = (): void => {
      stop();
      reject(interrupted());
    };
    const onData = (chunk: Uint8Array | string): void => {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      for (const key of text) {
        if (enter.has(key)) {
          stop();
          resolve(line.join(''));
          return;
        }
        if (key === controlC || (key === controlD && line.length === 0)) {
          onEnd();
          return;
        }
        if (erase.has(key)) {
          if (line.pop() !== undefined) show('\b \b');
        } else if (key === controlU) {
          show('\b \b'.repeat(line.length));
          line = [];
        } else if (key >= ' ') {
          line.push(key);
          show(key);
        }
      }
    };
    stdin.on('data', onData);
    stdin.on('end', onEnd);
    stdin.resume();
  });
}

function interrupted(): CliError {
  return new CliError('interrupted', { exitCode: exitCodes.interrupted });
}
