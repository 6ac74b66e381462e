/** What a symlink says; undefined for everything else, and for what does not exist. */
export type LinkReader = (path: string) => string | undefined | Promise<string | undefined>;

/** As Linux: more are a loop. */
const maximumLinks = 255;

/** A symlink loop. */
export class LinkLoopError extends Error {
  override readonly name = 'LinkLoopError';
}

/**
 * `path` (relative and clean, as the result is) with every symlink in it followed as a process does
 * whose root is the tree: absolute targets start there, `..` stops there. What does not exist stays
 * as it is. Throws LinkLoopError.
 */
export async function followLinks(path: string, readLink: LinkReader): Promise<string> {
  const pending = path.split('/').reverse();
  const resolved: string[] = [];
  let links = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      resolved.pop();
      continue;
    }
    resolved.push(part);
    const answer = readLink(resolved.join('/'));
    const target = answer instanceof Promise ? await answer : answer;
    if (target === undefined) continue;
    if (++links > maximumLinks) throw new LinkLoopError(`too many symbolic links in ${path}`);
    resolved.pop();
    if (target.startsWith('/')) resolved.length = 0;
    pending.push(...target.split('/').reverse());
  }
  return resolved.join('/');
}
