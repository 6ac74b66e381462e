import type { Descriptor, Digest } from '@slipway/oci';
import { entryName, refNameAnnotation, withoutName } from '@slipway/remote';

type Entries = readonly Descriptor[];

/**
 * The entries after `names` came to mean `root`. An image that loses its last name so stays, unnamed.
 * The same list where they meant it before.
 */
export function withNames(entries: Entries, root: Descriptor, names: readonly string[]): Entries {
  const bare = withoutName(root);
  const missing = names.filter(
    (name) => !entries.some((each) => entryName(each) === name && each.digest === root.digest),
  );
  const isThere = entries.some((each) => each.digest === root.digest);
  if (missing.length === 0 && isThere) return entries;
  const moved = new Set(missing);
  const kept: Descriptor[] = [];
  for (const entry of entries) {
    const name = entryName(entry);
    if (name !== undefined && moved.has(name)) kept.push(withoutName(entry));
    else kept.push(entry);
  }
  const added = names.length === 0 ? [bare] : missing.map((name) => named(bare, name));
  return withoutSpares([...kept, ...added]);
}

/** The entries without a name; `keep`: where it was an image's last, that stays unnamed. */
export function withoutEntryName(entries: Entries, name: string, keep: boolean): Entries {
  const found = entries.some((each) => entryName(each) === name);
  if (!found) return entries;
  if (!keep) return entries.filter((each) => entryName(each) !== name);
  return withoutSpares(
    entries.map((each) => (entryName(each) === name ? withoutName(each) : each)),
  );
}

/** The entries without an image and all its names. */
export function withoutImage(entries: Entries, digest: Digest): Entries {
  const kept = entries.filter((each) => each.digest !== digest);
  return kept.length === entries.length ? entries : kept;
}

function named(entry: Descriptor, name: string): Descriptor {
  return { ...entry, annotations: { ...entry.annotations, [refNameAnnotation]: name } };
}

/** Of each digest either its names, or one unnamed entry. */
function withoutSpares(entries: Entries): Entries {
  const hasName = new Set(
    entries.filter((each) => entryName(each) !== undefined).map((each) => each.digest),
  );
  const seen = new Set<Digest>();
  return entries.filter((each) => {
    if (entryName(each) !== undefined) return true;
    if (hasName.has(each.digest) || seen.has(each.digest)) return false;
    seen.add(each.digest);
    return true;
  });
}
