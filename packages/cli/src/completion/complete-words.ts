import type { CommandSpec } from '../tree/command-spec.ts';

/** Something the shell may offer. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * What may stand where the last of `words` is being typed. `words` are those after `slipway`; the
 * last one may be empty. Empty where only the user knows, or where a file is wanted.
 */
export function completeWords(
  tree: readonly CommandSpec[],
  words: readonly string[],
): readonly Candidate[] {
  const current = words.at(-1) ?? '';
  const { spec, rest } = descend(tree, words.slice(0, -1));
  return candidates(tree, { spec, rest, current }).filter(({ value }) => value.startsWith(current));
}

interface Place {
  /** The command so far; undefined at the top. */
  readonly spec: CommandSpec | undefined;
  /** The words after it, without the one being typed. */
  readonly rest: readonly string[];
}

function descend(tree: readonly CommandSpec[], words: readonly string[]): Place {
  let spec: CommandSpec | undefined;
  let rest = words.filter((word) => word !== '--debug');
  for (;;) {
    const [next] = rest;
    const child = (spec ? spec.children : tree)?.find((each) => each.name === next);
    if (!child) return { spec, rest };
    spec = child;
    rest = rest.slice(1);
  }
}

function candidates(
  tree: readonly CommandSpec[],
  { spec, rest, current }: Place & { readonly current: string },
): readonly Candidate[] {
  const previous = rest.at(-1);
  const awaited = spec?.options?.find(
    (each) => takesValue(each.flags) && names(each.flags).includes(previous ?? ''),
  );
  if (awaited) return (awaited.choices ?? []).map((value) => ({ value, description: '' }));
  if (current.startsWith('-')) return options(spec);
  const children = spec ? spec.children : tree;
  if (children) {
    if (rest.length > 0) return [];
    return children
      .filter((each) => !each.hidden)
      .map((each) => ({ value: each.name, description: each.summary }));
  }
  const position = countArguments(spec, rest);
  const choices = spec?.arguments?.[position]?.choices ?? [];
  return choices.map((value) => ({ value, description: '' }));
}

function options(spec: CommandSpec | undefined): readonly Candidate[] {
  const shown = (spec?.options ?? []).filter((each) => !each.hidden);
  const own = shown.flatMap((each) =>
    names(each.flags)
      .filter((name) => name.startsWith('--'))
      .map((value) => ({ value, description: each.description })),
  );
  return [
    ...own,
    { value: '--help', description: 'show help' },
    { value: '--debug', description: 'print stack traces' },
  ];
}

function countArguments(spec: CommandSpec | undefined, rest: readonly string[]): number {
  const valued = new Set(
    (spec?.options ?? [])
      .filter((each) => takesValue(each.flags))
      .flatMap((each) => names(each.flags)),
  );
  let count = 0;
  rest.forEach((word, index) => {
    if (!word.startsWith('-') && !valued.has(rest[index - 1] ?? '')) count += 1;
  });
  return count;
}

function names(flags: string): readonly string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
}

function takesValue(flags: string): boolean {
  return flags.includes('<');
}
