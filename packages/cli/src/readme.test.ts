import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { exitCodeMeanings } from './exit-codes.ts';
import type { CommandSpec } from './tree/command-spec.ts';
import { commandTree } from './tree/command-tree.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

function commands(specs: readonly CommandSpec[], prefix: string): string[] {
  return specs
    .filter((spec) => !spec.hidden)
    .flatMap((spec) => {
      const name = `${prefix} ${spec.name}`;
      return spec.children ? commands(spec.children, name) : [name];
    });
}

it('the README has a section for every command and for no other', () => {
  const sections = [...readme.matchAll(/^### (slipway .*)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(commands(commandTree, 'slipway').sort());
});

it('the README lists the exit codes as the help does', () => {
  const rows = [...readme.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [
    Number(code),
    meaning,
  ]);
  expect(rows).toEqual(exitCodeMeanings);
});

it('the README mentions no option that does not exist', () => {
  const flags = JSON.stringify(commandTree);
  const mentioned = new Set(readme.match(/(?<=[` ])--[a-z][a-z-]*/g));
  mentioned.delete('--help');
  mentioned.delete('--debug');
  expect(mentioned.size).toBeGreaterThan(10);
  expect([...mentioned].filter((option) => !flags.includes(option))).toEqual([]);
});
