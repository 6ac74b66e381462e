import type { Descriptor } from './descriptor.ts';
import type { Platform } from './platform.ts';

/** A descriptor as JSON: the image spec's members, always in the same order. */
export function descriptorDocument(descriptor: Descriptor): Readonly<Record<string, unknown>> {
  const { mediaType, artifactType, digest, size, urls, annotations, platform } = descriptor;
  return {
    mediaType,
    ...(artifactType === undefined ? {} : { artifactType }),
    digest,
    size,
    ...(urls === undefined ? {} : { urls }),
    ...(annotations === undefined ? {} : { annotations: sorted(annotations) }),
    ...(platform === undefined ? {} : { platform: platformDocument(platform) }),
  };
}

function platformDocument(platform: Platform): Readonly<Record<string, unknown>> {
  const { architecture, os, osVersion, variant } = platform;
  return {
    architecture,
    os,
    ...(osVersion === undefined ? {} : { 'os.version': osVersion }),
    ...(variant === undefined ? {} : { variant }),
  };
}

function sorted(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
