import { type SpawnOptions, spawn } from 'node:child_process';

/** What a command wrote and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to its standard input. */
  readonly input?: string;
  /** Milliseconds until it is killed; two minutes by default. */
  readonly timeout?: number;
}

/** Runs a command to its end. Rejects only where it cannot be started or takes too long. */
export function tryCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const settings: SpawnOptions = {
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
    timeout: options.timeout ?? 120_000,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, settings);
    const output = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text) => (output.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output.stderr += text));
    // A command that does not read its input closes it: its exit code tells more.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal) reject(new Error(`${shown(command, args)} ended by ${signal}: ${output.stderr}`));
      else resolve({ code: code ?? -1, ...output });
    });
  });
}

/** Runs a command that must succeed; answers its standard output, trimmed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(command, args, options);
  if (result.code === 0) return result.stdout.trim();
  throw new Error(
    `${shown(command, args)} exited with ${result.code}:\n${result.stderr}${result.stdout}`,
  );
}

function shown(command: string, args: readonly string[]): string {
  return [command, ...args].join(' ').slice(0, 300);
}
