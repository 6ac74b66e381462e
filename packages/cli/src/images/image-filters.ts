import { parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import { suggestion } from '../options/suggest.ts';
import { splitName } from './find-local-image.ts';
import type { LocalImageFacts } from './read-local-images.ts';

/** Whether an image is to be shown. */
export type ImageFilter = (image: LocalImageFacts) => boolean;

const kinds = ['dangling', 'label', 'before', 'since', 'until', 'reference'];

/** What filters look at beside the image itself. */
export interface FilterScene {
  readonly images: readonly LocalImageFacts[];
  readonly hub: string;
  readonly now: Date;
}

/** Reads the values of `--filter`, as `docker images` has them. All must hold. Throws a usage error. */
export function readImageFilters(texts: readonly string[], scene: FilterScene): ImageFilter {
  const filters = texts.map((text) => readFilter(text, scene));
  return (image) => filters.every((each) => each(image));
}

function readFilter(text: string, scene: FilterScene): ImageFilter {
  const equals = text.indexOf('=');
  const kind = equals < 0 ? text : text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (equals < 0 || value === '') {
    throw usageError(`--filter ${text}: expected NAME=VALUE`, `Known: ${kinds.join(', ')}`);
  }
  switch (kind) {
    case 'dangling':
      return danglingFilter(text, value);
    case 'label':
      return labelFilter(value);
    case 'reference':
      return referenceFilter(value, scene.hub);
    case 'until': {
      const until = parseUntil(value, scene.now);
      return ({ created }) => created !== undefined && created < until;
    }
    case 'before':
    case 'since':
      return orderFilter(kind, value, scene);
    default:
      throw usageError(`--filter ${text}: there is no filter "${kind}"`, suggestion(kind, kinds));
  }
}

function danglingFilter(text: string, value: string): ImageFilter {
  if (!/^(?:true|false|0|1)$/.test(value))
    throw usageError(`--filter ${text}: expected true or false`);
  const wanted = value === 'true' || value === '1';
  return ({ name }) => (name === undefined) === wanted;
}

function labelFilter(value: string): ImageFilter {
  const equals = value.indexOf('=');
  const key = equals < 0 ? value : value.slice(0, equals);
  const wanted = equals < 0 ? undefined : value.slice(equals + 1);
  return ({ details }) =>
    details.some(({ config }) => {
      const found = config.config?.Labels?.[key];
      return found !== undefined && (wanted === undefined || found === wanted);
    });
}

/** `*`, `?` and sets as in file names; a pattern without a tag fits every tag. */
function referenceFilter(pattern: string, hub: string): ImageFilter {
  const hasTag = pattern.replace(/^.*\//, '').includes(':');
  const expression = new RegExp(`^${globSource(pattern)}$`);
  return ({ name }) => {
    if (name === undefined) return false;
    const { repository = '', tag } = splitName(name, hub);
    const full = parseReference(name, { registry: hub });
    const forms = [repository, `${full.registry}/${full.repository}`, full.repository];
    return forms.some((form) => expression.test(hasTag ? `${form}:${tag}` : form));
  };
}

function globSource(pattern: string): string {
  return pattern.replace(/\[[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replaceAll('\\', '\\\\');
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
}

function orderFilter(kind: 'before' | 'since', value: string, scene: FilterScene): ImageFilter {
  const { repository, tag = 'latest' } = splitName(fullName(value, scene.hub), scene.hub);
  const meant = scene.images.find((image) => {
    const own = splitName(image.name, scene.hub);
    const isNamed = own.repository === repository && own.tag === tag;
    const hex = image.descriptor.digest.slice('sha256:'.length);
    return isNamed || (value.length >= 4 && hex.startsWith(value.replace(/^sha256:/, '')));
  });
  if (!meant) throw usageError(`--filter ${kind}=${value}: there is no such image`);
  const time = meant.created?.getTime() ?? 0;
  return ({ created }) => {
    const own = created?.getTime() ?? 0;
    return kind === 'before' ? own < time : own > time;
  };
}

function fullName(text: string, hub: string): string | undefined {
  if (/^sha256:/.test(text)) return undefined;
  const { registry, repository, tag = 'latest' } = parseReference(text, { registry: hub });
  return `${registry}/${repository}:${tag}`;
}

const durationUnits: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** The time that `until=24h`, `until=2026-01-31` or `until=1700000000` means. Throws a usage error. */
export function parseUntil(text: string, now: Date): Date {
  if (/^\d{9,}$/.test(text)) return new Date(Number(text) * 1000);
  if (/^(?:\d+(?:\.\d+)?[smhdw])+$/.test(text)) {
    let length = 0;
    for (const [, count = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)) {
      length += Number(count) * (durationUnits[unit] ?? 0);
    }
    return new Date(now.getTime() - length);
  }
  const time = new Date(text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw usageError(`until=${text}: expected a time from now (24h, 7d) or a date (2026-01-31)`);
}
