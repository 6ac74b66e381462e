import type { CopyProgress } from '@slipway/remote';
import { formatSize } from './format-size.ts';

/** The terminal that a frame is drawn for. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

const final: ReadonlySet<string> = new Set(['done', 'exists', 'mounted']);

/** Whether nothing more will be heard of a descriptor. */
export function isFinal(progress: CopyProgress): boolean {
  return final.has(progress.phase);
}

/** Twelve characters of a digest's hex part, as Docker shows them. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}

/**
 * The lines of one frame: what is under way, then a summary. No line is wider than the terminal,
 * and there are fewer than it has rows, so that the next frame can be drawn over this one.
 */
export function progressFrame(items: readonly CopyProgress[], size: FrameSize): readonly string[] {
  const active = items.filter((each) => !isFinal(each) && each.phase !== 'waiting');
  const room = Math.max(0, size.rows - 2);
  const shown = active.slice(0, room);
  return [...shown.map((each) => itemLine(each, size)), summaryLine(items, size)];
}

function itemLine(item: CopyProgress, size: FrameSize): string {
  const { digest, size: total } = item.descriptor;
  const amount = `${formatSize(item.bytes)}/${formatSize(total)}`.padStart(17);
  const label = `${shortDigest(digest)} ${item.phase.padEnd(11)}`;
  const width = size.columns - 1 - label.length - amount.length - 4;
  const line = width >= 5 ? `${label} ${bar(item, width)} ${amount}` : `${label}${amount}`;
  return clip(line, size.columns - 1);
}

function bar(item: CopyProgress, width: number): string {
  const total = item.descriptor.size;
  const part = total > 0 ? Math.min(1, item.bytes / total) : 1;
  const filled = Math.floor(part * width);
  return `[${'='.repeat(filled)}${' '.repeat(width - filled)}]`;
}

function summaryLine(items: readonly CopyProgress[], size: FrameSize): string {
  const finished = items.filter(isFinal);
  const sum = (list: readonly CopyProgress[], of: (each: CopyProgress) => number): number =>
    list.reduce((total, each) => total + of(each), 0);
  const moved = sum(items, (each) => (isFinal(each) ? each.descriptor.size : each.bytes));
  const total = sum(items, (each) => each.descriptor.size);
  const text = clip(
    `${finished.length} of ${items.length} done, ${formatSize(moved)} of ${formatSize(total)}`,
    size.columns - 1,
  );
  return size.color ? `\u001b[1m${text}\u001b[0m` : text;
}

function clip(text: string, width: number): string {
  return width > 0 ? text.slice(0, width) : '';
}
