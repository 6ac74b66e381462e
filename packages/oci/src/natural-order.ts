/** Sorts below the end of a version: what is known as a pre-release stands before its release. */
const preRelease = '\u0002';
/** Ends the natural part. Sorts below every character that a tag has. */
const end = '\u0003';

/**
 * What follows a version to make it less than the version itself. Other additions (`-alpine`) name
 * variants, which come after it.
 */
const preReleaseWord =
  /^[-._]?(?:(?:alpha|beta|rc|pre|preview|dev|develop|snapshot|nightly|canary|next|milestone|insider)(?![a-z])|(?:a|b|c|m)(?=[-._]?\d))/;

/**
 * A text that sorts by its bytes as people order tags by version: `1.9`, `1.10.0-rc.2`,
 * `1.10.0-rc.10`, `1.10.0`, `1.10.0-alpine`, `1.10.1`, `2.0`; `v1.9` beside `1.9`; numbers of any
 * length, and before words; `latest` last of all. No two tags have the same one.
 */
export function naturalSortKey(tag: string): string {
  // Nothing that a tag may hold sorts above it.
  if (tag === 'latest') return `~${end}${tag}`;
  const text = tag
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .replaceAll('_', '-');
  let key = '';
  let isPreRelease = false;
  for (let index = 0; index < text.length; ) {
    const digits = /^\d+/.exec(text.slice(index))?.[0];
    if (digits === undefined) {
      key += text[index++];
      continue;
    }
    key += numberKey(digits);
    index += digits.length;
    if (!isPreRelease && preReleaseWord.test(text.slice(index))) {
      isPreRelease = true;
      key += preRelease;
    }
  }
  return `${key}${end}${tag}`;
}

/** The number of digits before the digits, as two hexadecimal digits: a tag has 128 at most. */
function numberKey(digits: string): string {
  const significant = digits.replace(/^0+(?=.)/, '');
  return significant.length.toString(16).padStart(2, '0') + significant;
}
