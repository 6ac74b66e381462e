import type { BuildRequest, OutputRequest } from '../request/build-request.ts';

const withLayers: ReadonlySet<OutputRequest['type']> = new Set([
  'image',
  'oci',
  'docker',
  'registry',
]);

const compressions = { uncompressed: 'none', gzip: 'gzip', estargz: 'gzip', zstd: 'zstd' } as const;

/** How the layers of images are written: as the first output wants them, so that it packs none again. */
export function layerForm({ outputs }: Pick<BuildRequest, 'outputs'>): {
  readonly compression: 'none' | 'gzip' | 'zstd' | undefined;
  readonly compressionLevel: number | undefined;
} {
  const output = outputs.find((each) => withLayers.has(each.type));
  if (!output) return { compression: undefined, compressionLevel: undefined };
  const { compression = 'gzip', 'compression-level': level } = output.attributes;
  return {
    compression: compressions[compression as keyof typeof compressions] ?? 'gzip',
    compressionLevel: level === undefined ? undefined : Number(level),
  };
}
