import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandTree } from '../tree/command-tree.ts';
import { completeWords } from './complete-words.ts';
import { completionScript, type Shell } from './shell-scripts.ts';

function values(...words: string[]): string[] {
  return completeWords(commandTree, words).map(({ value }) => value);
}

describe('completion', () => {
  it.each([
    [['pu'], ['pull', 'push']],
    [
      ['token', ''],
      ['create', 'list', 'revoke'],
    ],
    [
      ['token', 'create', '--scope', ''],
      ['repo:admin', 'repo:write', 'repo:read', 'repo:public_read'],
    ],
    [['token', 'create', '--scope', 'repo:r'], ['repo:read']],
    [['completion', 'f'], ['fish']],
    [['completion', 'bash', ''], []],
    [
      ['--debug', 'log'],
      ['login', 'logout'],
    ],
    [
      ['login', '--pass'],
      ['--password', '--password-stdin'],
    ],
    [['login', ''], []],
    [['unknown', ''], []],
    [['__'], []],
  ])('after %j offers %j', (words, expected) => {
    expect(values(...words)).toEqual(expected);
  });

  it.each<[Shell, string]>([
    ['bash', '-n'],
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ])('%s reads its script, where it is installed', (shell, check) => {
    const script = completionScript(shell);
    expect(script).toContain('__complete --');
    const { status, error, stderr } = spawnSync(shell, [check], { input: script });
    if (error && 'code' in error && error.code === 'ENOENT') return;
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
  });

  it('works in a real bash', () => {
    const program = `${completionScript('bash')}
slipway() { printf 'token\\tmanage\\n'; }
COMP_WORDS=(slipway tok) COMP_CWORD=1
_slipway
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, error } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
    if (error && 'code' in error && error.code === 'ENOENT') return;
    expect(stdout).toBe('token\n');
  });
});
