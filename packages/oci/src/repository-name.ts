import { OciError } from './errors.ts';

declare const repositoryNameBrand: unique symbol;
declare const tagBrand: unique symbol;

/** `namespace/name`, checked; made only by {@link parseRepositoryName} and its siblings. */
export type RepositoryName = string & { readonly [repositoryNameBrand]: true };

/** A tag, checked; made only by {@link parseTag} and {@link tryParseTag}. */
export type Tag = string & { readonly [tagBrand]: true };

/** Distribution spec, "Pulling manifests": a component of `<name>`. No nested quantifier can backtrack. */
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Distribution spec, "Pulling manifests": `<reference>` as a tag. */
const tag = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Namespace of images whose name has one component, as on Docker Hub. */
export const officialNamespace = 'library';

/** Clients count host and name together against 255 characters; the spec advises the same. */
const maximumNameLength = 255;

/** Whether `text` is one component of a repository name. */
export function isNameComponent(text: string): boolean {
  return text.length <= maximumNameLength && component.test(text);
}

/**
 * The repository that `text` names: `namespace/name`, or `library/x` for a bare `x`.
 * Undefined where it is no name, has more than two components, or its first has a dot (a mirrored
 * upstream's host, never a namespace of the hub).
 */
export function tryParseRepositoryName(text: string): RepositoryName | undefined {
  if (text.length > maximumNameLength) return undefined;
  const slash = text.indexOf('/');
  if (slash < 0)
    return component.test(text) ? (`${officialNamespace}/${text}` as RepositoryName) : undefined;
  const namespace = text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (namespace.includes('.')) return undefined;
  return component.test(namespace) && component.test(name) ? (text as RepositoryName) : undefined;
}

/** As {@link tryParseRepositoryName}, but throws NAME_INVALID saying what is wrong. */
export function parseRepositoryName(text: string): RepositoryName {
  const name = tryParseRepositoryName(text);
  if (name) return name;
  const shown = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  throw new OciError(
    'NAME_INVALID',
    `invalid repository name ${JSON.stringify(shown)}: ${nameProblem(text)}`,
    {
      detail: { name: shown },
    },
  );
}

function nameProblem(text: string): string {
  if (text.length > maximumNameLength) return `longer than ${maximumNameLength} characters`;
  const parts = text.split('/');
  if (parts.length > 2) return 'a repository is exactly namespace/name';
  if (parts.length === 2 && parts[0]?.includes('.')) {
    return 'a namespace holds no dot (dots name mirrored registries, and none is configured)';
  }
  if (/[A-Z]/.test(text)) return 'names are lower-case';
  return 'use lower-case letters and digits, separated by single ".", "_", "__" or dashes';
}

/** The two parts of a repository's name. */
export function splitRepositoryName(name: RepositoryName): { namespace: string; name: string } {
  const slash = name.indexOf('/');
  return { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** The tag in `text`, or undefined. */
export function tryParseTag(text: string): Tag | undefined {
  return tag.test(text) ? (text as Tag) : undefined;
}

/** The tag in `text`. Throws MANIFEST_INVALID (the spec has no code of its own for tags). */
export function parseTag(text: string): Tag {
  const parsed = tryParseTag(text);
  if (parsed) return parsed;
  const shown = text.length > 150 ? `${text.slice(0, 150)}…` : text;
  throw new OciError(
    'MANIFEST_INVALID',
    `invalid tag ${JSON.stringify(shown)}: up to 128 of A-Z a-z 0-9 _ . -, not starting with . or -`,
    { detail: { tag: shown } },
  );
}
