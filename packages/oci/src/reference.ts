import { type Digest, tryParseDigest } from './digest.ts';
import { isNameComponent, type Tag, tryParseTag } from './repository-name.ts';

/** An image reference as clients write it: `[host[:port]/]path[:tag][@digest]`, completed. */
export interface Reference {
  /** `host[:port]` of the registry; `docker.io` for Docker Hub. */
  readonly registry: string;
  /** The name within the registry, any number of components. */
  readonly repository: string;
  readonly tag: Tag | undefined;
  readonly digest: Digest | undefined;
}

/** How a reference without all its parts is completed. */
export interface ReferenceDefaults {
  /** The registry of a reference that names none. */
  readonly registry: string;
  /** Given to references with neither tag nor digest; none where absent. */
  readonly tag?: string;
}

/** A reference that has not the form; `message` says what is wrong. */
export class InvalidReferenceError extends Error {
  override readonly name = 'InvalidReferenceError';
  readonly code = 'REFERENCE_INVALID';
}

const host = /^(?:\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]{1,5})?$/;

/**
 * Reads a reference with Docker's rules (distribution/reference): the first component is a registry
 * if it holds a dot or a colon or is `localhost`; a bare name on Docker Hub, or on the default
 * registry, is in `library/`. Throws {@link InvalidReferenceError}.
 */
export function parseReference(text: string, defaults: ReferenceDefaults): Reference {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : tryParseDigest(text.slice(at + 1));
  if (at >= 0 && !digest)
    throw bad(text, `${JSON.stringify(text.slice(at + 1))} is no sha256 or sha512 digest`);
  const { registry, rest } = splitRegistry(at < 0 ? text : text.slice(0, at), defaults.registry);
  if (!host.test(registry)) throw bad(text, `${JSON.stringify(registry)} is no registry host`);
  const colon = rest.lastIndexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tagText = colon < 0 ? (digest ? undefined : defaults.tag) : rest.slice(colon + 1);
  const tag = tagText === undefined ? undefined : tryParseTag(tagText);
  if (tagText !== undefined && !tag) throw bad(text, `${JSON.stringify(tagText)} is no tag`);
  if (path === '') throw bad(text, 'it names no repository');
  if (!path.split('/').every(isNameComponent)) {
    const hint = /[A-Z]/.test(path) ? ': repository names are lower-case' : '';
    throw bad(text, `${JSON.stringify(path)} is no repository name${hint}`);
  }
  const canonical = canonicalRegistry(registry);
  // Other registries have repositories of one component (`registry.k8s.io/pause`).
  const hasLibrary = canonical === 'docker.io' || registry === defaults.registry;
  const repository = path.includes('/') || !hasLibrary ? path : `library/${path}`;
  return { registry: canonical, repository, tag, digest };
}

/** `registry/repository[:tag][@digest]`, in full. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag ? `:${reference.tag}` : '';
  const digest = reference.digest ? `@${reference.digest}` : '';
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

function splitRegistry(name: string, fallback: string): { registry: string; rest: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  const isHost =
    slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  return isHost
    ? { registry: first, rest: name.slice(slash + 1) }
    : { registry: fallback, rest: name };
}

function canonicalRegistry(registry: string): string {
  return registry === 'index.docker.io' || registry === 'registry-1.docker.io'
    ? 'docker.io'
    : registry;
}

function bad(text: string, problem: string): InvalidReferenceError {
  return new InvalidReferenceError(
    `invalid reference ${JSON.stringify(text.slice(0, 300))}: ${problem}`,
  );
}
