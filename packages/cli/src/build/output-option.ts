import { resolve } from 'node:path';
import type { OutputRequest } from '@slipway/builder';
import { formatReference, parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import { csvPairs } from '../options/csv-fields.ts';
import { suggestion } from '../options/suggest.ts';

const types = ['image', 'oci', 'docker', 'local', 'tar', 'registry', 'cacheonly'] as const;

/** What `--output`, `--push` and `--load` ask for together. */
export interface OutputOptions {
  readonly outputs: readonly string[];
  readonly push: boolean;
  readonly load: boolean;
  /** Where names without a registry are. */
  readonly hub: string;
}

/**
 * The outputs of a build: the local store's image where none is named. Throws a usage error for an
 * output that cannot be.
 */
export function readOutputs({ outputs, push, load, hub }: OutputOptions): readonly OutputRequest[] {
  const asked = outputs.map((each) => withHub(parseOutput(each), hub));
  const hasImage = asked.some(({ type }) => type === 'image' || type === 'registry');
  if (!hasImage && (asked.length === 0 || push || load)) {
    asked.push({ type: 'image', attributes: {} });
  }
  if (asked.filter(({ destination }) => destination === '-').length > 1) {
    throw usageError('two outputs cannot both go to standard output', 'Give one a dest');
  }
  return push ? asked.map(withPush) : asked;
}

/** The names of a `name=`, several between commas, as `--tag` takes them. */
function withHub(output: OutputRequest, hub: string): OutputRequest {
  const { name } = output.attributes;
  if (!name) return output;
  const names = name.split(',').map((each) => {
    return formatReference(parseReference(each.trim(), { registry: hub, tag: 'latest' }));
  });
  return { ...output, attributes: { ...output.attributes, name: names.join(',') } };
}

function withPush(output: OutputRequest): OutputRequest {
  if (output.type !== 'image') return output;
  return { ...output, attributes: { ...output.attributes, push: 'true' } };
}

/** Reads one `--output`: `type=…,dest=…`, a folder alone, or `-` for a tar on standard output. */
export function parseOutput(text: string): OutputRequest {
  if (text === '-') return { type: 'tar', destination: '-', attributes: {} };
  if (!text.includes('=')) {
    if (text === '') throw usageError('--output is empty', 'Name a folder, or type=…,dest=…');
    return { type: 'local', destination: resolve(text), attributes: {} };
  }
  const pairs = new Map(csvPairs(text, '--output'));
  const type = readType(text, pairs.get('type'));
  const dest = pairs.get('dest');
  pairs.delete('type');
  pairs.delete('dest');
  const destination = readDestination({ text, type, dest });
  return {
    // A docker archive that goes nowhere is one to be loaded: it is an image of the local store.
    type: type === 'docker' && destination === undefined ? 'image' : type,
    ...(destination === undefined ? {} : { destination }),
    attributes: Object.fromEntries(pairs),
  };
}

function readType(text: string, type: string | undefined): OutputRequest['type'] {
  if (type === undefined) {
    throw usageError(`--output ${text}: it has no type`, `Add type=${types.join('|')}`);
  }
  const known = types.find((each) => each === type);
  if (known) return known;
  throw usageError(`--output ${text}: there is no type "${type}"`, suggestion(type, types));
}

interface Destination {
  readonly text: string;
  readonly type: OutputRequest['type'];
  readonly dest: string | undefined;
}

function readDestination({ text, type, dest }: Destination): string | undefined {
  const takesOne = type === 'local' || type === 'tar' || type === 'oci' || type === 'docker';
  if (dest !== undefined && !takesOne) {
    throw usageError(`--output ${text}: type=${type} has no dest`);
  }
  if (dest === '-' && type === 'local') {
    throw usageError(`--output ${text}: a folder cannot go to standard output`, 'Use type=tar');
  }
  if (dest === '-') return '-';
  if (dest) return resolve(dest);
  if (type === 'local') throw usageError(`--output ${text}: type=local needs a dest`);
  return type === 'tar' || type === 'oci' ? '-' : undefined;
}
