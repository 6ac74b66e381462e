import { describe, expect, it } from 'vitest';
import { defaultSeccompProfile } from './seccomp-profile.ts';

describe('the seccomp profile', () => {
  const profile = defaultSeccompProfile('x64');
  const allowed = (profile?.syscalls ?? [])
    .filter(({ action, args }) => action === 'SCMP_ACT_ALLOW' && !args)
    .flatMap(({ names }) => names);

  it('denies by default', () => {
    expect(profile).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1 });
  });

  it('allows each call once', () => {
    expect(new Set(allowed).size).toBe(allowed.length);
    expect(allowed).toEqual(expect.arrayContaining(['read', 'openat2', 'ptrace', 'chroot']));
  });

  it('allows nothing that only capabilities allow which containers lack', () => {
    const forbidden = [
      ...['mount', 'umount2', 'unshare', 'setns', 'bpf', 'reboot', 'init_module', 'kexec_load'],
      ...['keyctl', 'add_key', 'open_by_handle_at', 'perf_event_open', 'userfaultfd', 'acct'],
      ...['io_uring_setup', 'move_mount', 'pidfd_getfd', 'settimeofday', 'swapon', 'clone'],
      ...['clone3', 'socket', 'personality'],
    ];
    expect(allowed.filter((name) => forbidden.includes(name))).toEqual([]);
  });

  it('lets C libraries fall back from clone3 to a clone without namespaces', () => {
    const rule = (name: string) => profile?.syscalls.find(({ names }) => names.includes(name));
    expect(rule('clone3')).toMatchObject({ action: 'SCMP_ACT_ERRNO', errnoRet: 38 });
    expect(rule('clone')?.args).toEqual([
      { index: 0, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' },
    ]);
  });

  it('knows two kinds of processor', () => {
    expect(profile?.architectures).toContain('SCMP_ARCH_X86');
    expect(defaultSeccompProfile('arm64')?.architectures).toContain('SCMP_ARCH_AARCH64');
    expect(defaultSeccompProfile('s390x')).toBeUndefined();
  });
});
