import { formatReference, parseReference, type Reference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';

/** Where an image is, as the user said. */
export type ImageLocation =
  | { readonly kind: 'registry'; readonly reference: Reference }
  | { readonly kind: 'local'; readonly reference: Reference }
  | { readonly kind: 'oci'; readonly path: string; readonly name: string | undefined }
  | {
      readonly kind: 'oci-archive' | 'docker-archive';
      readonly path: string;
      readonly name: string | undefined;
    };

const diskKinds = ['oci', 'oci-archive', 'docker-archive'] as const;

/**
 * Reads a location: `local:REFERENCE`, `oci:FOLDER[:NAME]`, `oci-archive:FILE[:NAME]`,
 * `docker-archive:FILE[:REFERENCE]`, else a reference in a registry, completed with `hub` and
 * `latest`. The path ends at the first colon after the prefix, as skopeo has it. Throws a usage
 * error, or InvalidReferenceError.
 */
export function parseImageLocation(text: string, hub: string): ImageLocation {
  for (const kind of diskKinds) {
    if (!text.startsWith(`${kind}:`)) continue;
    const rest = text.slice(kind.length + 1);
    const colon = rest.indexOf(':');
    const path = colon < 0 ? rest : rest.slice(0, colon);
    if (path === '') throw usageError(`"${text}" names no path`, `Write ${kind}:PATH`);
    return { kind, path, name: colon < 0 ? undefined : rest.slice(colon + 1) || undefined };
  }
  const defaults = { registry: hub, tag: 'latest' };
  if (text.startsWith('local:')) {
    return { kind: 'local', reference: parseReference(text.slice(6), defaults) };
  }
  return { kind: 'registry', reference: parseReference(text, defaults) };
}

/** The location as the user would write it in full. */
export function formatImageLocation(location: ImageLocation): string {
  switch (location.kind) {
    case 'registry':
      return formatReference(location.reference);
    case 'local':
      return `local:${formatReference(location.reference)}`;
    default:
      return `${location.kind}:${location.path}${location.name ? `:${location.name}` : ''}`;
  }
}

/** `registry/repository:tag`, without a digest: what the local store and archives call an image. */
export function imageName(reference: Reference): string {
  return formatReference({ ...reference, digest: reference.tag ? undefined : reference.digest });
}
