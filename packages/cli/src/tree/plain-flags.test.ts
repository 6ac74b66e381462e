import { expect, it } from 'vitest';
import { commandTree } from './command-tree.ts';
import { plainFlags } from './plain-flags.ts';

it.each([
  [
    ['build', '-t=a/b:1', '-f=D', '.'],
    ['build', '-t', 'a/b:1', '-f', 'D', '.'],
  ],
  [
    ['build', '-t', '-x=1', '.'],
    ['build', '-t', '-x=1', '.'],
  ],
  [
    ['build', '--pull=true', '--no-cache=false', '.'],
    ['build', '--pull', '.'],
  ],
  [
    ['run', '-e=A=b', 'image', '-t=x', '--pull=true'],
    ['run', '-e', 'A=b', 'image', '-t=x', '--pull=true'],
  ],
])('%j are read as %j', (words, plain) => {
  expect(plainFlags(commandTree, words)).toEqual(plain);
});
