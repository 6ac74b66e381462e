import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { toolPath } from './tools.ts';

/** How to type a command. */
export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What is typed, with Enter, whenever something is asked: always this, or by the question. */
  readonly answer: string | ((question: string) => string);
}

/**
 * Runs a command line at a terminal of its own, and answers its questions as they are asked.
 * Answers its exit code and all that the terminal showed.
 */
export function runAtTerminal(
  line: string,
  { env, cwd, answer }: TerminalOptions,
): Promise<{ code: number | null; shown: string }> {
  const args = ['--quiet', '--return', '--command', line, '/dev/null'];
  const child = spawn(toolPath('script'), args, {
    env: { ...process.env, ...env },
    cwd,
    timeout: 150_000,
  });
  return new Promise((resolve, reject) => {
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      // A question leaves the cursor behind its colon; what colours it may follow.
      const plain = stripVTControlCharacters(text);
      if (!/: ?$/.test(plain)) return;
      child.stdin.write(`${typeof answer === 'string' ? answer : answer(plain)}\n`);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, shown }));
  });
}
