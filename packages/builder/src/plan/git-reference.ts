import { invalid } from './plan-error.ts';

/** What of a Git URL decides how ADD treats it; the URL itself is read by who fetches it. */
export interface GitReference {
  readonly keepGitDir: boolean | undefined;
  readonly checksum: string | undefined;
}

const scpStyle =
  /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:(?<path>.*?)(?:\?(?<query>.*?))?(?:#(?<fragment>.*))?$/;
const flags = new Set(['submodules', 'keep-git-dir', 'fetch-by-commit']);
const valued = new Set(['ref', 'tag', 'branch', 'subdir', 'checksum', 'commit', 'mtime']);

/**
 * Whether a source of ADD is a Git repository, as BuildKit decides: http(s) URLs whose path ends in
 * `.git`, `ssh://`, `git://`, `user@host:path`. Undefined for all else. Throws INVALID_DOCKERFILE
 * for a Git URL whose query makes no sense.
 */
export function parseGitReference(source: string): GitReference | undefined {
  if (source.startsWith('./') || source.startsWith('../')) return undefined;
  const scheme = /^([a-zA-Z0-9]+):\/\//.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const groups = scpStyle.exec(source)?.groups;
    if (!groups) return undefined;
    const { query = '', fragment = '' } = groups;
    return readQuery(query, fragment);
  }
  if (!['http', 'https', 'ssh', 'git'].includes(scheme)) return undefined;
  const [beforeFragment = '', fragment = ''] = split(source, '#');
  const [beforeQuery = '', query = ''] = split(beforeFragment, '?');
  const path = beforeQuery.slice(beforeQuery.indexOf('://') + 3).replace(/^[^/]*/, '');
  if ((scheme === 'http' || scheme === 'https') && !path.endsWith('.git')) return undefined;
  return readQuery(query, fragment);
}

/** Whether the source is fetched by HTTP as one file. */
export function isHttpSource(source: string): boolean {
  return /^https?:\/\//.test(source) && parseGitReference(source) === undefined;
}

function split(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function readQuery(query: string, fragment: string): GitReference {
  const values = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (values.has(key)) throw invalid(`query ${JSON.stringify(key)} has multiple values`);
    if (value === '' && !flags.has(key)) throw invalid(`query ${JSON.stringify(key)} has no value`);
    if (!flags.has(key) && !valued.has(key))
      throw invalid(`unexpected query ${JSON.stringify(key)}`);
    values.set(key, value);
  }
  checkConflicts(values, fragment);
  for (const key of flags) readFlag(values, key);
  return {
    keepGitDir: readFlag(values, 'keep-git-dir'),
    checksum: values.get('checksum') ?? values.get('commit'),
  };
}

function checkConflicts(values: ReadonlyMap<string, string>, fragment: string): void {
  const [fragmentRef = '', fragmentFolder = ''] = split(fragment, ':');
  const tag = values.get('tag');
  const branch = values.get('branch');
  if (tag !== undefined && branch !== undefined) throw invalid('branch conflicts with tag');
  const refs = [
    fragmentRef,
    values.get('ref'),
    tag?.replace(/^(?!refs\/tags\/)/, 'refs/tags/'),
    branch?.replace(/^(?!refs\/heads\/)/, 'refs/heads/'),
  ].filter((each) => each);
  if (new Set(refs).size > 1) throw invalid(`ref conflicts: ${refs.map(quote).join(' vs ')}`);
  const folders = [fragmentFolder, values.get('subdir')].filter((each) => each);
  if (new Set(folders).size > 1)
    throw invalid(`subdir conflicts: ${folders.map(quote).join(' vs ')}`);
  const times = values.get('mtime');
  if (times !== undefined && times !== 'checkout' && times !== 'commit')
    throw invalid(`invalid mtime value: ${quote(times)} (must be "checkout" or "commit")`);
}

function readFlag(values: ReadonlyMap<string, string>, key: string): boolean | undefined {
  const value = values.get(key);
  if (value === undefined) return undefined;
  if (value === '' || /^(?:1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw invalid(`invalid ${key} value: ${quote(value)}`);
}

function quote(text: string | undefined): string {
  return JSON.stringify(text);
}
