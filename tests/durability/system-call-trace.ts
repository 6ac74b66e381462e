/** A system call as `strace -f -y -tt` recorded it. Positions order what several threads did. */
export interface SystemCall {
  readonly thread: number;
  readonly name: string;
  /** As strace prints them: file descriptors followed by their path in angle brackets. */
  readonly args: string;
  readonly failed: boolean;
  /** The line in which the call began. */
  readonly began: number;
  /** The line in which it returned. */
  readonly returned: number;
}

const whole = /^(\d+) +[\d:.]+ (\w+)\((.*)\)\s+= (-?\d+|\?)/;
const unfinished = /^(\d+) +[\d:.]+ (\w+)\((.*) <unfinished \.\.\.>$/;
const resumed = /^(\d+) +[\d:.]+ <\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+|\?)/;

/** Reads a trace; calls come in the order in which they returned. */
export function parseTrace(text: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<number, { readonly args: string; readonly began: number }>();
  for (const [line, content] of text.split('\n').entries()) {
    const open = unfinished.exec(content);
    if (open) {
      begun.set(Number(open[1]), { args: open[3] ?? '', began: line });
      continue;
    }
    const match = resumed.exec(content) ?? whole.exec(content);
    if (!match) continue;
    const [, threadText, name = '', args = '', result = ''] = match;
    const thread = Number(threadText);
    const start = content.includes(' resumed>') ? begun.get(thread) : undefined;
    begun.delete(thread);
    calls.push({
      thread,
      name,
      args: `${start?.args ?? ''}${args}`,
      failed: result.startsWith('-'),
      began: start?.began ?? line,
      returned: line,
    });
  }
  return calls;
}
