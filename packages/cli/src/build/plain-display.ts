import type { BuildEvent } from '@slipway/builder';
import type { Output } from '../context.ts';
import { formatSize } from '../terminal/format-size.ts';
import { printable } from '../terminal/format-table.ts';
import type { BuildDisplay } from './build-display.ts';
import { formatOffset, formatSeconds } from './format-time.ts';
import { StepLog } from './step-log.ts';

/** One block of output: a step, or a work of the build itself. */
interface Block {
  readonly name: string;
  number: number | undefined;
  startedAt: number;
  ended: boolean;
  /** Whether its name has been written since it started. */
  announced: boolean;
  readonly log: StepLog;
  /** Lines still to be written, without the number before them. */
  pending: string[];
  /** When the first pending line came. */
  pendingSince: number;
  readonly measuredAt: Map<string, number>;
}

/** Milliseconds of silence after which another step's output is shown. */
const silence = 1000;
/** Milliseconds that output waits at most while another step goes on writing. */
const longestWait = 3000;
/** Milliseconds between two lines about one download. */
const measureInterval = 5000;

/**
 * Lines as BuildKit's plain progress writes them: `#7 [build 3/5] RUN npm ci`, `#7 0.512 output`,
 * `#7 DONE 3.1s`. Output of steps that run at once comes in blocks, not line by line.
 */
export class PlainDisplay implements BuildDisplay {
  readonly #output: Output;
  readonly #blocks = new Map<string, Block>();
  #names = new Map<number, string>();
  #count = 0;
  #current: Block | undefined;
  #spokeAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  take(event: BuildEvent): void {
    if (event.type === 'dockerfile') return;
    if (event.type === 'planned') {
      this.#names = new Map(event.vertices.map(({ id, name }) => [id, printable(name)]));
      return;
    }
    if (event.type === 'progress' && event.vertex === undefined) this.#takeOwnWork(event);
    else if (event.vertex !== undefined) this.#takeStep(event, event.vertex);
    this.#write(event.at);
  }

  finish(): void {
    clearTimeout(this.#timer);
    for (const block of this.#blocks.values()) {
      if (waits(block)) this.#show(block);
    }
  }

  #takeStep(event: Exclude<BuildEvent, { type: 'planned' | 'dockerfile' }>, vertex: number): void {
    const block = this.#block(`${vertex}`, this.#names.get(vertex) ?? `step ${vertex}`, event.at);
    const took = formatSeconds(event.at - block.startedAt);
    switch (event.type) {
      case 'started':
        block.startedAt = event.at;
        block.announced = false;
        block.pendingSince = event.at;
        return;
      case 'log': {
        const lines = block.log.push(event.stream, event.data);
        this.#say(block, event.at, ...this.#logLines(block, lines, event.at));
        return;
      }
      case 'progress':
        this.#measure(block, event);
        return;
      case 'completed':
        this.#end(block, event.at, event.cached ? 'CACHED' : `DONE ${took}`);
        return;
      case 'failed':
        this.#end(block, event.at, `ERROR: ${printable(event.message.split('\n')[0] ?? '')}`);
        return;
      case 'canceled':
        this.#end(block, event.at, 'CANCELED');
    }
  }

  #takeOwnWork(event: BuildEvent & { type: 'progress' }): void {
    const key = `work ${event.id}`;
    const isNew = !this.#blocks.has(key);
    const block = this.#block(key, printable(event.id), event.at);
    if (isNew) block.announced = false;
    if (!event.done) return;
    const size = event.total === undefined ? '' : ` ${formatSize(event.total)}`;
    this.#end(block, event.at, `DONE ${formatSeconds(event.at - block.startedAt)}${size}`);
  }

  #block(key: string, name: string, at: number): Block {
    const known = this.#blocks.get(key);
    if (known) return known;
    const block: Block = {
      name,
      number: undefined,
      startedAt: at,
      ended: false,
      announced: true,
      log: new StepLog(),
      pending: [],
      pendingSince: at,
      measuredAt: new Map(),
    };
    this.#blocks.set(key, block);
    return block;
  }

  #logLines(block: Block, lines: readonly string[], at: number): readonly string[] {
    return lines.map((line) => `${formatOffset(at - block.startedAt)} ${line}`.trimEnd());
  }

  #measure(
    block: Block,
    { id, current, total, done, at }: BuildEvent & { type: 'progress' },
  ): void {
    const last = block.measuredAt.get(id);
    if (!done && last !== undefined && at - last < measureInterval) return;
    // Said once it takes long, and at the end.
    block.measuredAt.set(id, at);
    if (!done && last === undefined) return;
    const amount =
      total === undefined || done
        ? formatSize(done ? (total ?? current) : current)
        : `${formatSize(current)} / ${formatSize(total)}`;
    this.#say(block, at, `${printable(id)} ${amount}${done ? ' done' : ''}`);
  }

  #end(block: Block, at: number, text: string): void {
    this.#say(block, at, ...this.#logLines(block, block.log.end(), at), text);
    block.ended = true;
  }

  #say(block: Block, at: number, ...lines: readonly string[]): void {
    if (block.pending.length === 0) block.pendingSince = at;
    block.pending.push(...lines);
  }

  /** Writes what may be written now: the current block goes on until it ends or is silent. */
  #write(now: number): void {
    for (;;) {
      const block = this.#next(now);
      if (!block) break;
      this.#show(block);
      this.#spokeAt = now;
    }
    clearTimeout(this.#timer);
    if (![...this.#blocks.values()].some(waits)) return;
    this.#timer = setTimeout(() => this.#write(Date.now()), silence);
    this.#timer.unref();
  }

  #next(now: number): Block | undefined {
    const waiting = [...this.#blocks.values()].filter(waits);
    const current = this.#current;
    if (!current || current.ended) return waiting.find((block) => block === current) ?? waiting[0];
    const other = waiting.find(
      (block) =>
        block !== current &&
        (now - this.#spokeAt >= silence || now - block.pendingSince >= longestWait),
    );
    return other ?? waiting.find((block) => block === current);
  }

  #show(block: Block): void {
    block.number ??= ++this.#count;
    const id = `#${block.number}`;
    let text = '';
    if (this.#current !== block) {
      if (this.#current && !this.#current.ended) text += `#${this.#current.number} ...\n\n`;
      text += `${id} ${block.name}\n`;
    }
    text += block.pending.map((line) => `${id} ${line}\n`).join('');
    if (block.ended) text += '\n';
    block.pending = [];
    block.announced = true;
    this.#current = block.ended ? undefined : block;
    this.#output.write(text);
  }
}

function waits(block: Block): boolean {
  return block.pending.length > 0 || !block.announced;
}
