import { describe, expect, it } from 'vitest';
import { exitCodeMeanings } from './exit-codes.ts';
import { runCli } from './run-cli.ts';
import { fakeContext } from './testing/fake-context.ts';
import type { CommandSpec } from './tree/command-spec.ts';
import { commandTree } from './tree/command-tree.ts';

async function call(...words: string[]) {
  const context = fakeContext();
  const code = await runCli(words, context);
  return { code, out: context.stdout.text, err: context.stderr.text };
}

function leaves(specs: readonly CommandSpec[], path: string[] = []): [string[], CommandSpec][] {
  return specs.flatMap((spec) => {
    const own = [...path, spec.name];
    return spec.children ? leaves(spec.children, own) : [[own, spec] as [string[], CommandSpec]];
  });
}

describe('the command line', () => {
  it('shows help, with every exit code, when it is given nothing', async () => {
    const { code, out, err } = await call();
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const [number, meaning] of exitCodeMeanings) {
      expect(out).toMatch(new RegExp(`^ +${number} +${meaning.replace(/[()]/g, '\\$&')}$`, 'm'));
    }
    expect(out).not.toContain('__complete');
  });

  it.each(leaves(commandTree).filter(([, spec]) => !spec.hidden))(
    '%j has help with an example, and a module that can be loaded',
    async (path, spec) => {
      const { code, out } = await call(...path, '--help');
      expect(code).toBe(0);
      expect(out).toContain('Examples:');
      expect(out).toContain(`slipway ${path.join(' ')}`);
      expect((await spec.load?.())?.run).toBeTypeOf('function');
    },
  );

  it.each([
    [['psh'], `slipway: unknown command 'psh'. Did you mean push?\n`],
    [['user', 'lst'], `slipway: unknown command 'lst'. Did you mean list?\n`],
    [['inspect'], `slipway: missing required argument 'image'. See "slipway inspect --help".\n`],
    [['--nope'], `slipway: unknown option '--nope'. See "slipway --help".\n`],
    [['ps'], /^slipway: unknown command 'ps'\. Containers run in the foreground here/],
    [['image', 'ls'], /"slipway images"/],
    [
      ['build', '--builder=x', '.'],
      /^slipway: unknown option '--builder=x'\. There is one builder/,
    ],
    [['push', 'a/b:1', '--quite'], `slipway: unknown option '--quite'. Did you mean --quiet?\n`],
    [['version', 'extra'], /too many arguments/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh, fish/],
    [['inspect', 'a/B'], /^slipway: invalid reference "a\/B"/],
    [['pull', 'a/b:1', '--platform', 'sparc'], /"sparc" is no platform/],
    [['pull', 'a/b:1', '--platform', 'linux/arm64', '--all-platforms'], /exclude each other/],
    [['pull', 'a/b:1', '--jobs', '0'], /--jobs 0: expected a number from 1 to 64/],
    [['pull', 'oci:folder'], /is in no registry/],
    [['push', 'oci:folder'], /does not know where to/],
    [['tag', '--remote', 'a.example/a/b:1', 'b.example/a/b:1'], /on the same registry/],
    [['rm', 'a/b'], /names no tag/],
    [['rm', 'a/b:1'], /no terminal.*--yes/],
    [['login', '--password-stdin'], /--password-stdin needs --username/],
    [['login', '-u', 'x'], /this is no terminal/],
    [['copy', 'oci:', 'a/b:1'], /names no path/],
    [['token', 'create', 'x', '--expires', 'soon'], /"soon" is no time/],
  ])('%j is a usage error, in one line', async (words, message) => {
    const { code, out, err } = await call(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    if (typeof message === 'string') expect(err).toBe(message);
    else expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it.each([
    [['-d', 'x'], /^slipway: unknown option '-d'\. Containers run in the foreground/],
    [['--memory=1g', 'x'], /--ulimit and --shm-size\./],
    [[], /missing required argument 'image'\. See "slipway run --help"/],
  ])("run %j ends as Docker's would", async (words, message) => {
    const { code, err } = await call('run', ...words);
    expect(code).toBe(125);
    expect(err).toMatch(message);
  });

  it('says where to log in when it is not logged in', async () => {
    const { code, err } = await call('whoami', '--hub', 'hub.example:1');
    expect(code).toBe(3);
    expect(err).toBe(
      'slipway: not logged in to hub.example:1. Run "slipway login hub.example:1".\n',
    );
  });

  it('says how to start a hub where nobody answers', async () => {
    const { code, err } = await call('tags', '127.0.0.1:1/a/b');
    expect(code).toBe(5);
    expect(err).toMatch(/^slipway: .*127\.0\.0\.1:1.*slipway serve/);
  });

  it('shows stacks only with --debug', async () => {
    expect((await call('inspect', 'a/B')).err).not.toContain('    at ');
    expect((await call('inspect', 'a/B', '--debug')).err).toContain('    at ');
  });
});
