import pino, { type Logger } from 'pino';
import type { Configuration } from '../config/settings.ts';

/** A logger, and how to write out what it still holds. */
export interface ServerLog {
  readonly logger: Logger;
  flush(): void;
}

/** Makes this process's logger, on stdout. */
export function createLog({ level, format }: Configuration['log'], process_: string): ServerLog {
  const destination = pino.destination({
    fd: 1,
    sync: false,
    // Several processes write to one pipe: up to so many bytes stay in one piece (pipe(7), PIPE_BUF).
    maxWrite: 4096,
    // Where nobody reads, lines are dropped rather than kept in memory.
    maxLength: 8 * 1024 * 1024,
  });
  // Whoever read the output has gone: that is no reason to end.
  destination.on('error', () => {});
  const text = format === 'text' || (format === 'auto' && process.stdout.isTTY === true);
  const options = {
    level,
    base: { process: process_ },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  };
  const logger = text
    ? pino(options, { write: (line: string) => void destination.write(plainLine(line)) })
    : pino(options, destination);
  return {
    logger,
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // Not opened yet, or the reader has gone: nothing more can be written.
      }
    },
  };
}

/** One JSON line as people read it. */
function plainLine(line: string): string {
  const { level, time, msg, process: from, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const { err, error, ...fields } = rest as Record<'err' | 'error', { stack?: string } | undefined>;
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  const cause = err ?? error;
  const stack = cause?.stack ? `\n${cause.stack}` : '';
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${String(msg ?? '')} ${details} (${String(from)})${stack}\n`;
}
