import type { ImmutableTags, RetentionPolicy, RetentionRule } from '@slipway/api';
import { cosignSubject } from '../images/list-referrers.ts';
import { isImmutable } from '../tags/immutable-tags.ts';
import { matchesTag } from '../tags/tag-pattern.ts';

/** A tag as rules see it. Times are unix milliseconds. */
export interface RetainedTag {
  readonly name: string;
  readonly digest: string;
  readonly pushedAt: number;
  /** 0: never. */
  readonly pulledAt: number;
  readonly sortKey: string;
}

/** A tag that goes, and why. */
export interface ExpiredTag {
  readonly tag: RetainedTag;
  readonly reason: string;
}

export const dayMs = 24 * 3_600_000;

/**
 * Which tags rules let go. The first rule that matches a tag decides. Tags that none matches, that the
 * policy always keeps or that are immutable stay; what is attached to an image by a tag of its own
 * (`sha256-….sig`) stays and goes with that image, whatever the rules say.
 */
export function chooseTags(
  policy: Pick<RetentionPolicy, 'always_keep' | 'rules'>,
  tags: readonly RetainedTag[],
  { immutable, now }: { readonly immutable: ImmutableTags; readonly now: number },
): ExpiredTag[] {
  const byRule = policy.rules.map((): RetainedTag[] => []);
  for (const tag of tags) {
    if (cosignSubject(tag.name) !== undefined) continue;
    if (policy.always_keep.some((pattern) => matchesTag(pattern, tag.name))) continue;
    const index = policy.rules.findIndex((rule) => matchesTag(rule.tags, tag.name));
    if (index >= 0) byRule[index]?.push(tag);
  }
  return policy.rules.flatMap((rule, index) =>
    expired(rule, byRule[index] ?? [], now)
      .filter((tag) => !isImmutable(immutable, tag.name))
      .map((tag) => ({ tag, reason: reasonOf(rule, index) })),
  );
}

function expired(rule: RetentionRule, tags: readonly RetainedTag[], now: number): RetainedTag[] {
  const order =
    rule.keep_last_by === 'version'
      ? [...tags].sort((a, b) => compareText(b.sortKey, a.sortKey))
      : [...tags].sort((a, b) => b.pushedAt - a.pushedAt || compareText(b.sortKey, a.sortKey));
  const isRecent = (at: number, days: number | null) => days !== null && at > now - days * dayMs;
  return (
    order
      .slice(rule.keep_last ?? 0)
      .filter(({ pushedAt }) => !isRecent(pushedAt, rule.keep_pushed_days))
      // What was pushed lately had no time to be pulled.
      .filter(
        ({ pushedAt, pulledAt }) => !isRecent(Math.max(pushedAt, pulledAt), rule.keep_pulled_days),
      )
  );
}

/** Keys are ASCII: the order of UTF-16 units is that of bytes. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reasonOf(rule: RetentionRule, index: number): string {
  const by = rule.keep_last_by === 'version' ? 'highest versions' : 'last pushed';
  const kept = [
    ...(rule.keep_last === null ? [] : [`not of the ${rule.keep_last} ${by}`]),
    ...(rule.keep_pushed_days === null ? [] : [`not pushed for ${days(rule.keep_pushed_days)}`]),
    ...(rule.keep_pulled_days === null ? [] : [`not pulled for ${days(rule.keep_pulled_days)}`]),
  ];
  return `rule ${index + 1} (${rule.tags}): ${kept.join(', ')}`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
