import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { closestWord } from './closest-word.ts';
import { eachSetting } from './settings.ts';

/** A value of the file, and the line (from 1) where it is. */
export interface FileValue {
  readonly value: unknown;
  readonly line: number;
}

/** What a file says, by dotted key; and what is wrong with it. */
export interface ConfigurationFile {
  readonly values: ReadonlyMap<string, FileValue>;
  readonly problems: readonly string[];
}

/** Reads YAML text; `name` is how problems call the file. Values are not checked yet. */
export function readConfigurationFile(text: string, name: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${name}:${lineOf(error.pos[0])}: ${error.message.split('\n')[0]}`,
    );
    return { values: new Map(), problems };
  }
  const root = document.contents;
  // An empty file says nothing, and nothing wrong.
  if (root === null || (isScalar(root) && root.value === null)) {
    return { values: new Map(), problems: [] };
  }
  if (!isMap(root)) {
    return { values: new Map(), problems: [`${name}:1: expected keys with values`] };
  }
  const walk = new Walk(name, lineOf);
  walk.map(root, '');
  return walk;
}

class Walk implements ConfigurationFile {
  readonly values = new Map<string, FileValue>();
  readonly problems: string[] = [];
  readonly #name: string;
  readonly #lineOf: (offset: number) => number;
  readonly #keys = new Set(eachSetting().map(([key]) => key));

  constructor(name: string, lineOf: (offset: number) => number) {
    this.#name = name;
    this.#lineOf = lineOf;
  }

  map(map: YAMLMap, prefix: string): void {
    for (const { key: keyNode, value: valueNode } of map.items) {
      const key = `${prefix}${isScalar(keyNode) ? String(keyNode.value) : '?'}`;
      const line = this.#lineOf((keyNode as Node).range?.[0] ?? 0);
      if (this.#keys.has(key)) this.#take(key, valueNode, line);
      else if (!this.#isSection(key)) this.#unknown(key, line);
      else if (isMap(valueNode)) this.map(valueNode, `${key}.`);
      else if (!isScalar(valueNode) || valueNode.value !== null) {
        this.problems.push(`${this.#name}:${line}: ${key}: expected keys with values below it`);
      }
    }
  }

  #take(key: string, node: unknown, line: number): void {
    const value = (node as Node | null)?.toJSON() as unknown;
    // A key without a value says nothing.
    if (value === null || value === undefined) return;
    this.values.set(key, { value, line });
  }

  #isSection(key: string): boolean {
    return [...this.#keys].some((each) => each.startsWith(`${key}.`));
  }

  #unknown(key: string, line: number): void {
    const meant = closestWord(key, this.#keys);
    const hint = meant === undefined ? '`slipway config` lists all' : `did you mean ${meant}?`;
    this.problems.push(`${this.#name}:${line}: unknown key ${key}: ${hint}`);
  }
}
