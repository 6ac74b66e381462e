import type { Descriptor } from './descriptor.ts';
import { tryParseDigest } from './digest.ts';
import { OciError } from './errors.ts';
import { isMediaType } from './media-types.ts';
import type { Platform } from './platform.ts';

/** An object as JSON.parse makes it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** More entries than this in one list are refused: each costs a database row. */
const maximumEntries = 10_000;

/** Reads a manifest's members, throwing MANIFEST_INVALID that names the member by its path. */
export class ManifestReader {
  readonly #document: JsonObject;

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** Image spec: `schemaVersion` must be 2. */
  schemaVersion(): void {
    if (this.#document.schemaVersion !== 2) {
      throw invalid('schemaVersion', `must be 2, not ${shown(this.#document.schemaVersion)}`);
    }
  }

  /** Refuses a document that two media types could claim (CVE-2021-41190). */
  mustNotHave(members: readonly string[], kind: string): void {
    for (const member of members) {
      if (this.#document[member] !== undefined) throw invalid(member, `does not belong in ${kind}`);
    }
  }

  optionalString(holder: JsonObject, path: string): string | undefined {
    const value = holder[last(path)];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw invalid(path, `is ${shown(value)}, not a string`);
    return value;
  }

  /** A map of strings to strings, or undefined. */
  annotations(holder: JsonObject, path: string): Readonly<Record<string, string>> | undefined {
    const value = holder[last(path)];
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw invalid(path, 'is not an object');
    for (const [key, each] of Object.entries(value)) {
      if (typeof each !== 'string')
        throw invalid(`${path}[${JSON.stringify(key)}]`, 'is not a string');
    }
    return value as Readonly<Record<string, string>>;
  }

  /** The document's list of descriptors; an absent or null one is empty only where null is written for it. */
  descriptors(member: string): Descriptor[] {
    const value = this.#document[member];
    if (value === null) return [];
    if (!Array.isArray(value))
      throw invalid(member, value === undefined ? 'is missing' : 'is not a list');
    if (value.length > maximumEntries)
      throw invalid(member, `has more than ${maximumEntries} entries`);
    return value.map((each, index) => this.#readDescriptor(each, `${member}[${index}]`));
  }

  descriptor(holder: JsonObject, path: string): Descriptor {
    const value = holder[last(path)];
    if (value === undefined || value === null) throw invalid(path, 'is missing');
    return this.#readDescriptor(value, path);
  }

  optionalDescriptor(holder: JsonObject, path: string): Descriptor | undefined {
    const value = holder[last(path)];
    return value === undefined || value === null ? undefined : this.#readDescriptor(value, path);
  }

  #readDescriptor(value: unknown, path: string): Descriptor {
    if (!isObject(value)) throw invalid(path, 'is not an object');
    const digestText = this.optionalString(value, `${path}.digest`);
    if (digestText === undefined) throw invalid(`${path}.digest`, 'is missing');
    const digest = tryParseDigest(digestText);
    if (!digest)
      throw invalid(`${path}.digest`, `${shown(digestText)} is no sha256 or sha512 digest`);
    const size = value.size;
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw invalid(`${path}.size`, `${shown(size)} is no number of bytes`);
    }
    const mediaType = this.optionalString(value, `${path}.mediaType`);
    if (mediaType === undefined || !isMediaType(mediaType)) {
      throw invalid(`${path}.mediaType`, `${shown(mediaType)} is no media type`);
    }
    return { mediaType, digest, size, ...this.#optionalMembers(value, path) };
  }

  #optionalMembers(value: JsonObject, path: string): Partial<Descriptor> {
    const annotations = this.annotations(value, `${path}.annotations`);
    const artifactType = this.optionalString(value, `${path}.artifactType`);
    const platform = this.#platform(value.platform, `${path}.platform`);
    const urls = value.urls;
    if (urls !== undefined && urls !== null && !isStringList(urls))
      throw invalid(`${path}.urls`, 'is not a list of strings');
    return {
      ...(annotations ? { annotations } : {}),
      ...(artifactType ? { artifactType } : {}),
      ...(platform ? { platform } : {}),
      ...(urls ? { urls } : {}),
    };
  }

  #platform(value: unknown, path: string): Platform | undefined {
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw invalid(path, 'is not an object');
    const architecture = this.optionalString(value, `${path}.architecture`) ?? '';
    const os = this.optionalString(value, `${path}.os`) ?? '';
    const variant = this.optionalString(value, `${path}.variant`);
    const osVersion = value['os.version'];
    if (osVersion !== undefined && typeof osVersion !== 'string') {
      throw invalid(`${path}["os.version"]`, 'is not a string');
    }
    return {
      os,
      architecture,
      ...(variant ? { variant } : {}),
      ...(osVersion ? { osVersion } : {}),
    };
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The member that a path ends with. */
function last(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function invalid(path: string, problem: string): OciError {
  return new OciError('MANIFEST_INVALID', `manifest invalid: ${path} ${problem}`, {
    detail: { path },
  });
}
