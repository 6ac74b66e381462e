import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { JobAnswer, JobName, Jobs } from './jobs.ts';

/** The client process, from outside. One job at a time. */
export class LoadClient {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'main.ts'));
  }

  async run<Name extends JobName>(
    name: Name,
    input: Jobs[Name]['input'],
  ): Promise<Jobs[Name]['result']> {
    const answer = (await this.#ask({ name, input })) as JobAnswer;
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return answer.result as Jobs[Name]['result'];
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  async #ask(message: object): Promise<unknown> {
    const abort = new AbortController();
    const died = once(this.#child, 'exit', { signal: abort.signal }).then(([code]) => {
      throw new Error(`the client process ended with ${code}`);
    });
    died.catch(() => {});
    try {
      this.#child.send(message);
      const [answer] = await Promise.race([
        once(this.#child, 'message', { signal: abort.signal }),
        died,
      ]);
      return answer;
    } finally {
      abort.abort();
    }
  }
}
