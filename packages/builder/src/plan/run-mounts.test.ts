import { describe, expect, test } from 'vitest';
import { planText } from './testing/plan-text.ts';
import { planRunOf } from './testing/plan-views.ts';

async function mountOf(flag: string, before = '', request = {}) {
  const run = await planRunOf(`FROM alpine AS base\n${before}\nRUN --mount=${flag} x\n`, {
    request,
  });
  return run.mounts[0];
}

describe('bind', () => {
  test('is of the build context, read-only, by default', async () => {
    expect(await mountOf('target=/m,source=sub/../a')).toEqual({
      type: 'bind',
      target: '/m',
      from: expect.objectContaining({ kind: 'context', context: 'context' }),
      source: '/a',
      readOnly: true,
    });
  });

  test('may be of a stage, an image or an empty folder, and writable', async () => {
    const run = await planRunOf(
      'FROM alpine AS a\nRUN 1\nFROM alpine\nRUN --mount=from=A,dst=/a,rw --mount=from=busybox,target=/b --mount=from=scratch,target=/c x\n',
    );
    expect(run.mounts).toMatchObject([
      { from: { kind: 'run' }, readOnly: false, source: '/' },
      { from: { kind: 'image', image: { reference: 'docker.io/library/busybox' } } },
      { from: { kind: 'scratch' } },
    ]);
  });

  test('target is relative to WORKDIR', async () => {
    expect(await mountOf('target=m/', 'WORKDIR /w')).toMatchObject({ target: '/w/m' });
  });
});

describe('cache', () => {
  test('has its target as id, and the shared mode', async () => {
    expect(await mountOf('type=cache,target=/root/.npm/')).toEqual({
      type: 'cache',
      target: '/root/.npm',
      id: '/root/.npm/',
      sharing: 'shared',
      readOnly: false,
      mode: 0o755,
      uid: 0,
      gid: 0,
    });
  });

  test('takes all options, expanded', async () => {
    expect(
      await mountOf(
        'type=cache,target=/c,id=$ID,sharing=locked,from=base,source=s,mode=0700,uid=$U,gid=2,ro',
        'ENV ID=x U=1\nFROM alpine\nENV ID=x U=1',
      ),
    ).toMatchObject({
      id: 'x',
      sharing: 'locked',
      source: '/s',
      from: { kind: 'image' },
      mode: 0o700,
      uid: 1,
      gid: 2,
      readOnly: true,
    });
  });

  test('lies in a namespace where asked', async () => {
    const request = { buildArguments: { BUILDKIT_CACHE_MOUNT_NS: 'team' } };
    expect(await mountOf('type=cache,target=/c', '', request)).toMatchObject({ id: 'team//c' });
  });
});

describe('secret', () => {
  test('has its place by id, source or target', async () => {
    const defaults = { type: 'secret', required: false, mode: 0o400, uid: 0, gid: 0 };
    expect(await mountOf('type=secret,id=a/b')).toEqual({
      ...defaults,
      id: 'a/b',
      target: '/run/secrets/b',
    });
    expect(await mountOf('type=secret,source=s,required')).toEqual({
      ...defaults,
      id: 's',
      target: '/run/secrets/s',
      required: true,
    });
    expect(await mountOf('type=secret,target=/x/key,mode=0440,uid=1')).toEqual({
      ...defaults,
      id: 'key',
      target: '/x/key',
      mode: 0o440,
      uid: 1,
    });
  });

  test('may be a variable, and then a file only where a target is given', async () => {
    expect(await mountOf('type=secret,id=a,env=TOKEN')).not.toHaveProperty('target');
    expect(await mountOf('type=secret,id=a,env=TOKEN,target=/t')).toMatchObject({
      env: 'TOKEN',
      target: '/t',
    });
  });
});

describe('ssh', () => {
  test('sockets are numbered, and the first is told to the process', async () => {
    const run = await planRunOf(
      'FROM alpine\nRUN --mount=type=ssh --mount=type=ssh,id=b,required x\n',
    );
    expect(run.mounts).toMatchObject([
      {
        type: 'ssh',
        id: 'default',
        target: '/run/buildkit/ssh_agent.0',
        required: false,
        mode: 0o600,
      },
      { type: 'ssh', id: 'b', target: '/run/buildkit/ssh_agent.1', required: true },
    ]);
    expect(run.environment).toContain('SSH_AUTH_SOCK=/run/buildkit/ssh_agent.0');
    const own = await planRunOf('FROM alpine\nENV SSH_AUTH_SOCK=/s\nRUN --mount=type=ssh x\n');
    expect(own.environment.filter((entry) => entry.startsWith('SSH_'))).toEqual([
      'SSH_AUTH_SOCK=/s',
    ]);
  });
});

test('tmpfs has its size', async () => {
  expect(await mountOf('type=tmpfs,target=/t')).toEqual({ type: 'tmpfs', target: '/t' });
  expect(await mountOf('type=tmpfs,target=/t,size=1k')).toEqual({
    type: 'tmpfs',
    target: '/t',
    size: 1024,
  });
});

test('variables of before FROM hold once declared', async () => {
  const text = 'ARG D=/meta\nFROM alpine\nARG D\nRUN --mount=target=$D x\n';
  expect((await planRunOf(text)).mounts[0]).toMatchObject({ target: '/meta' });
});

describe('mistakes', () => {
  test.each([
    ['type=bind,source=x', /invalid mount target "\/"/],
    ['target=/', /invalid mount target "\/"/],
    ['type=nope,target=/x', /unsupported mount type "nope"/],
    ['type=tmpfs,target=/x,mode=0700', /mode not allowed/],
    ['type=secret', /one of source, target required/],
    ['type=ssh,source=x', /ssh does not support source/],
    ['target=/x,sharing=shared', /invalid cache sharing/],
  ])('%s', async (flag, message) => {
    await expect(planText(`FROM alpine\nRUN --mount=${flag} x\n`)).rejects.toMatchObject({
      code: 'INVALID_DOCKERFILE',
      message: expect.stringMatching(message),
      lines: { start: 2, end: 2 },
    });
  });
});
