import { type Platform, tryParsePlatform } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import { suggestion } from '../options/suggest.ts';

const levels = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'] as const;

/** One annotation of one kind of object. */
export interface AnnotationOption {
  readonly level: (typeof levels)[number];
  readonly platform?: Platform;
  readonly key: string;
  readonly value: string;
}

/**
 * Reads `--annotation [LEVEL[[PLATFORM]][,LEVEL…]:]key=value`; without a level it is the manifest's.
 * Throws a usage error.
 */
export function parseAnnotation(text: string): readonly AnnotationOption[] {
  const match =
    /^(?:([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):)?([^=]+)=([\s\S]*)$/.exec(text);
  if (!match) throw usageError(`--annotation ${text}: expected key=value`);
  const key = match[2] ?? '';
  const value = match[3] ?? '';
  return (match[1] ?? 'manifest').split(',').map((scope) => {
    const [, name = '', platformText] = /^([a-z-]+)(?:\[(.*)\])?$/.exec(scope) ?? [];
    const level = levels.find((each) => each === name);
    if (!level) {
      throw usageError(`--annotation ${text}: nothing is a "${name}"`, suggestion(name, levels));
    }
    return { level, ...readPlatform(text, platformText), key, value };
  });
}

function readPlatform(text: string, platformText: string | undefined): { platform?: Platform } {
  if (platformText === undefined) return {};
  const platform = tryParsePlatform(platformText);
  if (platform) return { platform };
  throw usageError(`--annotation ${text}: "${platformText}" is no platform`);
}
