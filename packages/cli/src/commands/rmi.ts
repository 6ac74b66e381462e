import type { ImageStore } from '@slipway/images';
import type { Digest } from '@slipway/oci';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import {
  findLocalImage,
  openImageStore,
  shortName,
  tryFindLocalImage,
} from '../images/find-local-image.ts';
import { sweepStore } from '../images/sweep-store.ts';
import { reportError } from '../report-error.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** Milliseconds that builds and pulls under way are waited for. */
const patience = 2000;

/** `slipway rmi IMAGE...`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const store = await openImageStore(context);
  const remover = new ImageRemover({ context, store, hub, force: input.flag('force') });
  const failures: unknown[] = [];
  for (const text of input.argumentList(0)) {
    try {
      await remover.remove(text);
    } catch (error) {
      failures.push(error);
    }
  }
  if (!input.flag('noPrune')) await remover.free();
  context.stdout.write(print(remover, hub, input));
  const last = failures.pop();
  for (const each of failures) reportError(each, { context, debug: false });
  if (last !== undefined) throw last;
}

function print({ untagged, deleted }: ImageRemover, hub: string, input: CommandInput): string {
  if (input.flag('json')) return `${JSON.stringify({ untagged, deleted }, undefined, 2)}\n`;
  return [
    ...untagged.map((each) => `Untagged: ${shortName(each, hub)}\n`),
    ...deleted.map((each) => `Deleted: ${each}\n`),
  ].join('');
}

class ImageRemover {
  readonly untagged: string[] = [];
  readonly deleted: Digest[] = [];
  readonly #context: Context;
  readonly #store: ImageStore;
  readonly #hub: string;
  readonly #force: boolean;

  constructor(parts: { context: Context; store: ImageStore; hub: string; force: boolean }) {
    this.#context = parts.context;
    this.#store = parts.store;
    this.#hub = parts.hub;
    this.#force = parts.force;
  }

  async remove(text: string): Promise<void> {
    const question = { text, hub: this.#hub };
    if (this.#force && !(await tryFindLocalImage(this.#store, question))) return;
    const image = await findLocalImage(this.#store, question);
    const { name, descriptor } = image;
    if (image.byName && name !== undefined) {
      await this.#store.removeName(name);
      this.untagged.push(name);
      if ((await this.#namesOf(descriptor.digest)).length === 0)
        this.deleted.push(descriptor.digest);
      return;
    }
    await this.#removeById(text, descriptor.digest);
  }

  /** Frees the space of what is gone. */
  async free(): Promise<void> {
    if (this.deleted.length === 0) return;
    if (await sweepStore(this.#context, this.#store, patience)) return;
    this.#context.stderr.write(
      'Builds or pulls are under way: "slipway prune" frees the space when they have ended.\n',
    );
  }

  async #removeById(text: string, digest: Digest): Promise<void> {
    const entries = await this.#namesOf(digest);
    if (entries.length === 0) {
      throw new CliError(`${text} is one platform of an image`, {
        advice: 'Remove the whole image by its name',
      });
    }
    const names = entries.filter((each) => each !== undefined);
    if (names.length > 1 && !this.#force) {
      const list = names.map((each) => shortName(each, this.#hub)).join(', ');
      throw new CliError(`${text} has several names: ${list}`, {
        advice: 'Name one of them, or remove all with --force',
      });
    }
    await this.#store.removeImage(digest);
    this.untagged.push(...names);
    this.deleted.push(digest);
  }

  async #namesOf(digest: Digest): Promise<readonly (string | undefined)[]> {
    const images = await this.#store.list();
    return images.filter((each) => each.descriptor.digest === digest).map((each) => each.name);
  }
}
