import { TextDecoder } from 'node:util';
import type { BuildEvent } from '@slipway/builder';
import type { Output } from '../context.ts';
import type { BuildDisplay } from './build-display.ts';

/**
 * One JSON object a line: the build's events as they come, times in milliseconds since 1970. A `log`
 * has its output as `text`.
 */
export class JsonDisplay implements BuildDisplay {
  readonly #output: Output;
  readonly #decoders = new Map<string, TextDecoder>();

  constructor(output: Output) {
    this.#output = output;
  }

  take(event: BuildEvent): void {
    this.say(event.type === 'log' ? this.#withText(event) : event);
  }

  /** Writes one more object: the end of the build. */
  say(object: object): void {
    this.#output.write(`${JSON.stringify(object)}\n`);
  }

  finish(): void {}

  #withText({ data, ...event }: BuildEvent & { readonly type: 'log' }): object {
    const key = `${event.vertex} ${event.stream}`;
    // A character may come in two pieces.
    const decoder = this.#decoders.get(key) ?? new TextDecoder();
    this.#decoders.set(key, decoder);
    return { ...event, text: decoder.decode(data, { stream: true }) };
  }
}
