import { formatReference, InvalidReferenceError, parseReference } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import type { OutputRequest } from '../request/build-request.ts';
import { type Annotation, readAnnotation } from './annotations.ts';

/** How an image's layers and manifests are written. */
export interface ImageSettings {
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly level: number | undefined;
  /** Also layers that have another compression: the base's, and those of the cache. */
  readonly forceCompression: boolean;
  readonly ociMediaTypes: boolean;
  /**
   * Times in the layers that the build made are clamped to SOURCE_DATE_EPOCH, where that is given.
   * True by default, unlike BuildKit's: the variable asks for equal digests, and times are most of
   * what differs.
   */
  readonly rewriteTimestamp: boolean;
  readonly annotations: readonly Annotation[];
}

/** An output's attributes, read. */
export interface ExportSettings {
  readonly image: ImageSettings;
  /** Full references: those of `name`, else the build's tags. */
  readonly names: readonly string[];
  readonly push: boolean;
  readonly pushByDigest: boolean;
  /** Names by tag get one by digest beside them. */
  readonly nameCanonical: boolean;
  readonly danglingPrefix: string | undefined;
  readonly store: boolean;
  /** One folder for each platform; by default where there are several. */
  readonly platformSplit: boolean | undefined;
  /** `oci` into a folder, where it is false. */
  readonly tar: boolean;
  /** `local`: what the folder had before and the build does not have is deleted. */
  readonly deleteOthers: boolean;
}

/** Attributes of BuildKit's exporters that say nothing here, or what is always so. */
const ignored = new Set([
  'unpack',
  'attestation-inline',
  'attestation-prefix',
  'prefer-nondist-layers',
  'oci-artifact',
  'compatibility-version',
  'buildinfo',
  'buildinfo-attrs',
]);

const known = [
  'name',
  'push',
  'push-by-digest',
  'name-canonical',
  'dangling-name-prefix',
  'store',
  'compression',
  'compression-level',
  'force-compression',
  'oci-mediatypes',
  'rewrite-timestamp',
  'platform-split',
  'tar',
  'mode',
];

/** Reads what an output says beside its type. Throws INVALID_REQUEST for what it cannot mean. */
export function readExportSettings(output: OutputRequest, tags: readonly string[]): ExportSettings {
  const reader = new AttributeReader(output);
  const annotations = reader.annotations();
  const compression = reader.compression();
  const oci = reader.flag('oci-mediatypes') ?? output.type !== 'docker';
  return {
    image: {
      compression,
      level: reader.level(compression),
      forceCompression: reader.flag('force-compression') ?? false,
      // Docker's manifests have no annotations.
      ociMediaTypes: oci || annotations.length > 0 || compression === 'zstd',
      rewriteTimestamp: reader.flag('rewrite-timestamp') ?? true,
      annotations,
    },
    names: reader.names() ?? tags,
    push: reader.flag('push') ?? output.type === 'registry',
    pushByDigest: reader.flag('push-by-digest') ?? false,
    nameCanonical: reader.flag('name-canonical') ?? false,
    danglingPrefix: reader.text('dangling-name-prefix'),
    store: reader.flag('store') ?? output.type === 'image',
    platformSplit: reader.flag('platform-split'),
    tar: reader.flag('tar') ?? true,
    deleteOthers: reader.choice('mode', ['copy', 'delete']) === 'delete',
  };
}

class AttributeReader {
  readonly #output: OutputRequest;

  constructor(output: OutputRequest) {
    this.#output = output;
    for (const name of Object.keys(output.attributes)) {
      if (known.includes(name) || ignored.has(name) || name.startsWith('annotation')) continue;
      if (name === 'registry.insecure' && this.flag(name) === false) continue;
      const advice =
        name === 'registry.insecure'
          ? { advice: 'Give the whole build --insecure' }
          : { advice: `It takes ${known.join(', ')} and annotation.…` };
      throw new BuildError(
        'INVALID_REQUEST',
        `--output type=${output.type} does not take ${name}`,
        advice,
      );
    }
  }

  text(name: string): string | undefined {
    return this.#output.attributes[name];
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    // As Go's strconv.ParseBool; an attribute without a value is on.
    if (/^(?:1|t|true|)$/i.test(text)) return true;
    if (/^(?:0|f|false)$/i.test(text)) return false;
    throw this.#invalid(name, 'true or false');
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((each) => each === text);
    if (found) return found;
    throw this.#invalid(name, choices.join(' or '));
  }

  compression(): 'none' | 'gzip' | 'zstd' {
    if (this.text('compression') === 'estargz') {
      throw new BuildError('INVALID_REQUEST', '--output: compression=estargz is not supported', {
        advice: 'Use gzip, which every registry and engine takes, or zstd',
      });
    }
    const text = this.choice('compression', ['uncompressed', 'gzip', 'zstd']) ?? 'gzip';
    return text === 'uncompressed' ? 'none' : text;
  }

  level(compression: 'none' | 'gzip' | 'zstd'): number | undefined {
    const text = this.text('compression-level');
    if (text === undefined) return undefined;
    const highest = compression === 'zstd' ? 22 : 9;
    const level = Number(text);
    if (text !== '' && Number.isInteger(level) && level >= 0 && level <= highest) return level;
    throw this.#invalid('compression-level', `a number from 0 to ${highest}`);
  }

  names(): readonly string[] | undefined {
    const text = this.text('name');
    if (!text) return undefined;
    return text.split(',').map((each) => fullName(each.trim()));
  }

  annotations(): readonly Annotation[] {
    return Object.entries(this.#output.attributes).flatMap(([name, value]) => {
      if (!name.startsWith('annotation')) return [];
      const annotation = readAnnotation(name, value);
      if (annotation) return [annotation];
      throw this.#invalid(name, 'annotation[-manifest|-index|…][[os/architecture]].KEY');
    });
  }

  #invalid(name: string, expected: string): BuildError {
    const { type, attributes } = this.#output;
    return new BuildError(
      'INVALID_REQUEST',
      `--output type=${type},${name}=${attributes[name]}: expected ${expected}`,
    );
  }
}

function fullName(text: string): string {
  try {
    return formatReference(parseReference(text, { registry: 'docker.io', tag: 'latest' }));
  } catch (cause) {
    if (!(cause instanceof InvalidReferenceError)) throw cause;
    throw new BuildError('INVALID_REQUEST', `--output name=${text}: ${cause.message}`, { cause });
  }
}
