import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly children?: readonly number[];
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
}

const shownFunctions = 30;
const notWork = new Set(['(idle)', '(root)']);

/** Where each profiled process spent its time: functions by their own time, most first. */
export function summarizeProfiles(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => summarize(name, JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .join('\n\n');
}

function summarize(name: string, profile: CpuProfile): string {
  const labels = labelNodes(profile.nodes);
  const times = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, index) => {
    const own = labels.get(id) ?? '?';
    const microseconds = profile.timeDeltas[index] ?? 0;
    times.set(own, (times.get(own) ?? 0) + microseconds);
    total += microseconds;
  });
  const idle = times.get('(idle)') ?? 0;
  const busy = total - idle;
  const lines = [...times]
    .filter(([own]) => !notWork.has(own))
    .sort(([, one], [, other]) => other - one)
    .slice(0, shownFunctions)
    .map(([own, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${own}`);
  const seconds = (microseconds: number) => (microseconds / 1e6).toFixed(1);
  return [`${name}: busy ${seconds(busy)} s of ${seconds(total)} s`, ...lines].join('\n');
}

/** Names by node; what Node itself does is told apart by who asked for it. */
function labelNodes(nodes: readonly ProfileNode[]): Map<number, string> {
  const callers = new Map<number, ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) callers.set(child, node);
  return new Map(
    nodes.map((node) => {
      const caller = callers.get(node.id);
      const isNative = node.callFrame.url === '' && !node.callFrame.functionName.startsWith('(');
      return [node.id, isNative && caller ? `${label(node)} < ${label(caller)}` : label(node)];
    }),
  );
}

function label({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  if (url === '') return functionName || '(anonymous)';
  return `${functionName || '(anonymous)'} ${basename(url)}:${lineNumber + 1}`;
}
