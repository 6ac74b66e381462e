import {
  formatReference,
  InvalidReferenceError,
  parseReference,
  type Reference,
} from '@slipway/oci';
import { BuildError } from '../errors.ts';

/** Where an image that a Dockerfile or a context names is to be found. */
export type ImagePlace =
  | {
      readonly kind: 'registry';
      /** What the reference means to everybody: `docker.io` where it names no host. */
      readonly reference: Reference;
      /** The names under which the local store may have it, in this order. */
      readonly localNames: readonly string[];
    }
  | { readonly kind: 'layout'; readonly path: string; readonly reference: string | undefined };

/** Docker's own registry: what references without a host mean in a Dockerfile. */
const dockerHub = 'docker.io';

/**
 * Reads `[host/]name[:tag][@digest]`, `docker-image://reference` or `oci-layout://path[:tag|@digest]`.
 * `hub` is the registry under which the local store keeps what the user built without naming a host.
 * Throws INVALID_REQUEST.
 */
export function readImagePlace(text: string, hub: string | undefined): ImagePlace {
  if (text.startsWith('oci-layout://')) return layoutPlace(text.slice('oci-layout://'.length));
  const plain = text.replace(/^docker-image:\/\//, '');
  try {
    const reference = parseReference(plain, { registry: dockerHub, tag: 'latest' });
    const local =
      hub === undefined ? reference : parseReference(plain, { registry: hub, tag: 'latest' });
    const names = new Set([local, reference].map(localName));
    return { kind: 'registry', reference, localNames: [...names] };
  } catch (error) {
    if (!(error instanceof InvalidReferenceError)) throw error;
    throw new BuildError('INVALID_REQUEST', error.message, { cause: error });
  }
}

/** What the local store calls an image: by its digest where that is said, since a tag may move. */
export function localName(reference: Reference): string {
  return formatReference(reference.digest ? { ...reference, tag: undefined } : reference);
}

function layoutPlace(text: string): ImagePlace {
  const at = text.lastIndexOf('@');
  const colon = text.lastIndexOf(':');
  const end = at > 0 ? at : colon > text.lastIndexOf('/') ? colon : text.length;
  const path = text.slice(0, end);
  if (path === '') {
    throw new BuildError('INVALID_REQUEST', `oci-layout://${text} names no folder`);
  }
  return { kind: 'layout', path, reference: text.slice(end + 1) || undefined };
}
