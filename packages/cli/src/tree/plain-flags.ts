import type { CommandSpec, OptionSpec } from './command-spec.ts';

/**
 * The words with `--flag=true` and `--flag=false`, as Docker's scripts write them, turned into a flag
 * given or left out, and `-t=name` into `-t name`. Words that are an option's value, or follow the options, stay as they are.
 */
export function plainFlags(
  tree: readonly CommandSpec[],
  words: readonly string[],
): readonly string[] {
  const { spec, depth } = descend(tree, words);
  if (!spec?.options) return words;
  const result = words.slice(0, depth);
  for (let index = depth; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const isArgument = !word.startsWith('-') || word === '-';
    if (word === '--' || (isArgument && spec.optionsEndAtArgument)) {
      return [...result, ...words.slice(index)];
    }
    if (isArgument) result.push(word);
    else if (awaitsValue(spec.options, word)) {
      result.push(...words.slice(index, index + 2));
      index += 1;
    } else result.push(...plain(spec.options, word));
  }
  return result;
}

/** The command that `words` name, as far as there is one: `user list`. */
export function commandName(tree: readonly CommandSpec[], words: readonly string[]): string {
  const { depth } = descend(tree, words);
  return words
    .slice(0, depth)
    .filter((word) => word !== '--debug')
    .join(' ');
}

function descend(
  tree: readonly CommandSpec[],
  words: readonly string[],
): { readonly spec: CommandSpec | undefined; readonly depth: number } {
  let spec: CommandSpec | undefined;
  let depth = 0;
  while (words[depth] === '--debug') depth += 1;
  for (;;) {
    const child = (spec ? spec.children : tree)?.find((each) => each.name === words[depth]);
    if (!child) return { spec, depth };
    spec = child;
    depth += 1;
  }
}

function awaitsValue(options: readonly OptionSpec[], word: string): boolean {
  if (word.startsWith('--')) {
    return options.some((each) => takesValue(each) && names(each).includes(word));
  }
  // Of joined short flags (-it) the last may take a value; one before it takes the rest as its own.
  for (const [index, letter] of [...word.slice(1)].entries()) {
    const option = options.find((each) => names(each).includes(`-${letter}`));
    if (option && takesValue(option)) return index === word.length - 2;
  }
  return false;
}

function plain(options: readonly OptionSpec[], word: string): readonly string[] {
  const short = /^(-[^-=])=(.+)$/s.exec(word);
  if (short?.[1] && short[2]) {
    const [, name, value] = short;
    const option = options.find((each) => names(each).includes(name));
    return option && takesValue(option) ? [name, value] : [word];
  }
  const match = /^(--[^=]+)=(true|1|false|0)$/i.exec(word);
  const name = match?.[1] ?? '';
  const option = match && options.find((each) => names(each).includes(name));
  if (!option || takesValue(option)) return [word];
  return /true|1/i.test(match[2] ?? '') ? [name] : [];
}

function names({ flags }: OptionSpec): readonly string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes('<');
}
