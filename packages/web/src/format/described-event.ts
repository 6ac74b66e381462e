/** A part of what is said of an event. */
export interface EventPart {
  readonly kind: 'text' | 'name' | 'tag' | 'digest';
  readonly text: string;
}

/** Takes apart what is said of an event, so that the names in it can be links. */
export function partsOfEvent(event: {
  readonly action_description: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}): EventPart[] {
  const { tag } = event.data;
  const parts: EventPart[] = [];
  let rest = event.action_description;
  while (rest !== '') {
    const next = firstOf(rest, [
      { kind: 'name', pattern: event.name === '' ? undefined : wordPattern(event.name) },
      { kind: 'tag', pattern: tag === undefined ? undefined : wordPattern(tag, 'tag ') },
      { kind: 'digest', pattern: /sha256:[0-9a-f]{12,64}/ },
    ]);
    if (!next) return [...parts, { kind: 'text', text: rest }];
    if (next.at > 0) parts.push({ kind: 'text', text: rest.slice(0, next.at) });
    parts.push({ kind: next.kind, text: next.text });
    rest = rest.slice(next.at + next.text.length);
  }
  return parts;
}

function firstOf(
  text: string,
  kinds: readonly { readonly kind: EventPart['kind']; readonly pattern: RegExp | undefined }[],
) {
  return kinds
    .flatMap(({ kind, pattern }) => {
      const match = pattern?.exec(text);
      return match ? [{ kind, at: match.index, text: match[0] }] : [];
    })
    .toSorted((one, other) => one.at - other.at)[0];
}

/** The word alone, never as a part of another. */
function wordPattern(word: string, before = ''): RegExp {
  return new RegExp(`(?<=(?:^|\\s)${before})${escaped(word)}(?=\\s|$|[,.:])`);
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
