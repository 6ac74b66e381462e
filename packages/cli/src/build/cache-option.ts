import { resolve } from 'node:path';
import type { CacheRequest } from '@slipway/builder';
import { formatReference, parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import { csvPairs } from '../options/csv-fields.ts';
import { suggestion } from '../options/suggest.ts';

type CacheFlag = '--cache-from' | '--cache-to';

/** How one of the options is read. */
export interface CacheOptionSettings {
  readonly flag: CacheFlag;
  /** The registry of references that name none. */
  readonly hub: string;
}

const typesOf: Readonly<Record<CacheFlag, readonly CacheRequest['type'][]>> = {
  '--cache-from': ['registry', 'local'],
  '--cache-to': ['registry', 'local', 'inline'],
};

/** Reads `type=…,…`, or a reference alone for a cache in a registry. Throws a usage error. */
export function parseCacheOption(text: string, settings: CacheOptionSettings): CacheRequest {
  const { flag, hub } = settings;
  if (!text.includes('=')) return { type: 'registry', attributes: { ref: full(text, hub) } };
  const attributes: Record<string, string> = Object.fromEntries(csvPairs(text, flag));
  const named = attributes.type ?? '';
  const type = typesOf[flag].find((each) => each === named);
  if (type === undefined) {
    throw usageError(
      named === '' ? `${flag} ${text}: it has no type` : `${flag} ${text}: no type "${named}" here`,
      suggestion(named, typesOf[flag]),
    );
  }
  delete attributes.type;
  checkMode(text, attributes.mode);
  if (type === 'registry') {
    attributes.ref = full(required({ text, flag, attributes, key: 'ref' }), hub);
  }
  if (type === 'local') {
    const key = flag === '--cache-from' ? 'src' : 'dest';
    attributes[key] = resolve(required({ text, flag, attributes, key }));
  }
  return { type, attributes };
}

function checkMode(text: string, mode: string | undefined): void {
  if (mode === undefined || mode === 'min' || mode === 'max') return;
  throw usageError(`--cache-to ${text}: mode is min or max, not "${mode}"`);
}

interface RequiredKey {
  readonly text: string;
  readonly flag: CacheFlag;
  readonly attributes: Readonly<Record<string, string>>;
  readonly key: string;
}

function required({ text, flag, attributes, key }: RequiredKey): string {
  const value = attributes[key];
  if (value) return value;
  throw usageError(`${flag} ${text}: ${key}= is missing`);
}

function full(text: string, hub: string): string {
  return formatReference(parseReference(text, { registry: hub, tag: 'latest' }));
}
