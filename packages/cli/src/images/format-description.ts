import { type Descriptor, formatPlatform } from '@slipway/oci';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable, printable } from '../terminal/format-table.ts';
import type { DescribedImage } from './describe-image.ts';

/** An image's description for people. */
export function formatDescription(name: string, image: DescribedImage): string {
  const { descriptor, manifest } = image;
  const facts: [string, string | undefined][] = [
    ['Name', name],
    ['Digest', descriptor.digest],
    ['Media type', manifest.mediaType],
    ['Artifact type', artifactType(image)],
    ['Subject', manifest.subject?.digest],
    ...configFacts(image),
  ];
  const head = facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([label, value]) => `${`${label}:`.padEnd(15)} ${printable(value ?? '')}\n`)
    .join('');
  const annotations = Object.entries(manifest.annotations ?? {}).map(
    ([key, value]) => `  ${printable(key)}=${printable(value)}\n`,
  );
  return [
    head,
    annotations.length > 0 ? `Annotations:\n${annotations.join('')}` : '',
    manifest.kind === 'index' ? platforms(manifest.manifests) : layers(manifest.layers),
  ].join('');
}

function artifactType({ manifest, config }: DescribedImage): string | undefined {
  return config ? undefined : manifest.artifactType;
}

function configFacts({ manifest, config: image }: DescribedImage): [string, string | undefined][] {
  if (!image) return [];
  const { config } = image;
  const total = manifest.layers.reduce((sum, each) => sum + each.size, manifest.config?.size ?? 0);
  const platform = {
    os: image.os,
    architecture: image.architecture,
    ...(image.variant ? { variant: image.variant } : {}),
  };
  return [
    // Artifacts and hand-made images leave it empty, or hold Go's zero time.
    ['Platform', image.os ? formatPlatform(platform) : undefined],
    ['Created', image.created?.startsWith('0001-') ? undefined : image.created],
    ['Size', formatSize(total)],
    ['User', config?.User],
    ['Working dir', config?.WorkingDir],
    ['Entrypoint', words(config?.Entrypoint)],
    ['Command', words(config?.Cmd)],
    ['Ports', Object.keys(config?.ExposedPorts ?? {}).join(', ')],
    ['Volumes', Object.keys(config?.Volumes ?? {}).join(', ')],
    ['Environment', config?.Env?.join(' ')],
  ];
}

function words(list: readonly string[] | null | undefined): string | undefined {
  return list ? JSON.stringify(list) : undefined;
}

function platforms(manifests: readonly Descriptor[]): string {
  const rows = manifests.map((each) => [
    each.platform ? formatPlatform(each.platform) : '',
    each.digest,
    each.artifactType ?? each.mediaType,
  ]);
  return `Platforms:\n${formatTable(['  PLATFORM', 'DIGEST', 'MEDIA TYPE'], indent(rows))}`;
}

function layers(list: readonly Descriptor[]): string {
  const rows = list.map((each) => [formatSize(each.size), each.digest, each.mediaType]);
  return `Layers:\n${formatTable(['  SIZE', 'DIGEST', 'MEDIA TYPE'], indent(rows))}`;
}

function indent(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
}
