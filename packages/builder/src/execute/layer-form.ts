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
  /** An output has the times in its layers changed: they are packed when that is known. */
  readonly rewritesTimes: boolean;
} {
  const output = outputs.find((each) => withLayers.has(each.type));
  if (!output) return { compression: undefined, compressionLevel: undefined, rewritesTimes: false };
  const { compression = 'gzip', 'compression-level': level } = output.attributes;
  return {
    compression: compressions[compression as keyof typeof compressions] ?? 'gzip',
    compressionLevel: level === undefined ? undefined : Number(level),
    rewritesTimes: outputs.some((each) => Boolean(each.attributes['rewrite-timestamp'])),
  };
}
