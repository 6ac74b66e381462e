import type { BuildEvent } from '@slipway/builder';

/** A build that a test tells step by step, from time 0 on. */
export class FakeBuild {
  now = 0;
  readonly #takers: ((event: BuildEvent) => void)[];

  constructor(...takers: ((event: BuildEvent) => void)[]) {
    this.#takers = takers;
  }

  say(event: BuildEvent): void {
    for (const take of this.#takers) take(event);
  }

  /** Steps as `stage: name`. */
  plan(...steps: readonly string[]): void {
    this.say({
      type: 'planned',
      warnings: [],
      vertices: steps.map((step, id) => {
        const [stage = '', name = ''] = step.split(': ');
        return { id, name, stage: stage === '-' ? undefined : stage, platform: 'linux/amd64' };
      }),
    });
  }

  start(vertex: number): void {
    this.say({ type: 'started', vertex, at: this.now });
  }

  complete(vertex: number, options: { cached?: boolean } = {}): void {
    this.say({ type: 'completed', vertex, at: this.now, cached: options.cached === true });
  }

  fail(vertex: number, message: string): void {
    this.say({ type: 'failed', vertex, at: this.now, message });
  }

  cancel(vertex: number): void {
    this.say({ type: 'canceled', vertex, at: this.now });
  }

  log(vertex: number, text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    this.say({ type: 'log', vertex, at: this.now, stream, data: Buffer.from(text) });
  }

  progress(vertex: number | undefined, id: string, current: number, total?: number): void {
    const done = current === total;
    this.say({
      type: 'progress',
      vertex,
      at: this.now,
      id,
      current,
      done,
      ...(total === undefined ? {} : { total }),
    });
  }
}
