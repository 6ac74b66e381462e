import { BuildError, type BuildErrorCode } from '../errors.ts';
import { cleanPath } from '../files/path-text.ts';

/** What a Git URL of ADD or of a context means. */
export interface GitSource {
  /** What git is told. */
  readonly remote: string;
  /** A branch, tag, full ref or commit; undefined for the remote's HEAD. */
  readonly ref: string | undefined;
  /** Relative and clean; empty for the whole repository. */
  readonly subfolder: string;
  /** The commit, or its beginning. */
  readonly checksum: string | undefined;
  readonly keepGitFolder: boolean | undefined;
  readonly submodules: boolean;
  /** Whether files get the commit's time. */
  readonly commitTimes: boolean;
}

const protocols = /^(https?|ssh|git):\/\//;
const likeScp = /^(?:[a-zA-Z0-9-_]+@)[a-zA-Z0-9-.]+:(?!\/\/)/;

/** Reads a URL with `#ref:folder` or a query. Throws `failure` for what is none. */
export function parseGitUrl(text: string, failure: BuildErrorCode = 'COPY_FAILED'): GitSource {
  try {
    return readUrl(text);
  } catch (error) {
    if (!(error instanceof UrlMistake)) throw error;
    throw new BuildError(
      failure,
      `${text.replace(/\/\/[^/@]*@/, '//')} is no Git source: ${error.message}`,
      {
        advice: 'write https://host/repository.git#ref:folder',
      },
    );
  }
}

/** What is wrong with a URL. */
class UrlMistake extends Error {}

function readUrl(text: string): GitSource {
  const url = /^github\.com\//.test(text) ? `https://${text}` : text;
  if (!protocols.test(url) && !likeScp.test(url)) {
    throw new UrlMistake('it is no https, ssh or git URL');
  }
  const [beforeFragment, fragment] = cut(url, '#');
  const [remote, query] = cut(beforeFragment, '?');
  const [fragmentRef, fragmentFolder] = cut(decode(fragment ?? ''), ':');
  // git itself would take it for an option.
  if (remote.startsWith('-')) throw new UrlMistake('it begins with a dash');
  return {
    remote,
    ...readQuery(new URLSearchParams(query ?? ''), {
      ref: fragmentRef === '' ? undefined : fragmentRef,
      folder: fragmentFolder,
    }),
  };
}

const queryKeys = new Set([
  'ref',
  'tag',
  'branch',
  'subdir',
  'checksum',
  'commit',
  'keep-git-dir',
  'submodules',
  'mtime',
  'fetch-by-commit',
]);

function readQuery(
  query: URLSearchParams,
  fragment: { readonly ref: string | undefined; readonly folder: string | undefined },
): Omit<GitSource, 'remote'> {
  for (const key of query.keys()) {
    if (!queryKeys.has(key)) throw new UrlMistake(`unexpected query ${JSON.stringify(key)}`);
    if (query.getAll(key).length > 1) {
      throw new UrlMistake(`query ${JSON.stringify(key)} has multiple values`);
    }
  }
  const value = (key: string): string | undefined => {
    const given = query.get(key);
    if (given === '') throw new UrlMistake(`query ${JSON.stringify(key)} has no value`);
    return given ?? undefined;
  };
  const flag = (key: string): boolean | undefined => {
    const given = query.get(key);
    if (given === null) return undefined;
    if (/^(?:|1|t|T|true|True|TRUE)$/.test(given)) return true;
    if (/^(?:0|f|F|false|False|FALSE)$/.test(given)) return false;
    throw new UrlMistake(`invalid ${key} value: ${JSON.stringify(given)}`);
  };
  const one = (what: string, ...given: readonly (string | undefined)[]): string | undefined => {
    const distinct = [...new Set(given.filter((each) => each !== undefined))];
    if (distinct.length > 1) throw new UrlMistake(`${what} conflicts: ${distinct.join(' vs ')}`);
    return distinct[0];
  };
  const mtime = value('mtime') ?? 'checkout';
  if (mtime !== 'checkout' && mtime !== 'commit') {
    throw new UrlMistake(`invalid mtime value: ${JSON.stringify(mtime)}`);
  }
  const full = (prefix: string, name: string | undefined): string | undefined =>
    name === undefined || name.startsWith(prefix) ? name : `${prefix}${name}`;
  const ref = one(
    'ref',
    fragment.ref,
    value('ref'),
    full('refs/tags/', value('tag')),
    full('refs/heads/', value('branch')),
  );
  if (ref?.startsWith('-')) throw new UrlMistake('its ref begins with a dash');
  return {
    ref,
    subfolder: cleanPath(one('subdir', fragment.folder || undefined, value('subdir')) ?? ''),
    checksum: one('checksum', value('checksum'), value('commit')),
    keepGitFolder: flag('keep-git-dir'),
    submodules: flag('submodules') ?? true,
    commitTimes: mtime === 'commit',
  };
}

function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
