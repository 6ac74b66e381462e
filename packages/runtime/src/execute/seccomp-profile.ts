import { allowedSystemCalls, architectureSystemCalls } from './seccomp-system-calls.ts';

interface SystemCallArgument {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: string;
}

interface SystemCallRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly SystemCallArgument[];
}

/** `linux.seccomp` of the OCI runtime specification. */
export interface SeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number;
  readonly architectures: readonly string[];
  readonly syscalls: readonly SystemCallRule[];
}

const EPERM = 1;
const ENOSYS = 38;
const ALLOW = 'SCMP_ACT_ALLOW';

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NAMESPACE_FLAGS = 0x7e02_0000;

/** PER_LINUX, PER_LINUX32, UNAME26 with either, and the question for the present personality. */
const PERSONALITIES = [0x0, 0x0008, 0x2_0000, 0x2_0008, 0xffff_ffff];

const AF_ALG = 38;
const AF_VSOCK = 40;

/**
 * Equal in effect to Docker's default profile for a container that holds the default capabilities:
 * an allow-list, no new namespaces, no AF_ALG and AF_VSOCK sockets, harmless personalities only.
 * `clone3` seems absent (ENOSYS), since its flags cannot be looked into and C libraries then fall
 * back to `clone`. None (undefined) on a processor that the list does not know.
 */
export function defaultSeccompProfile(
  architecture: string = process.arch,
): SeccompProfile | undefined {
  if (architecture !== 'x64' && architecture !== 'arm64') return undefined;
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    architectures:
      architecture === 'x64'
        ? ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32']
        : ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
    syscalls: [
      { names: [...allowedSystemCalls, ...architectureSystemCalls[architecture]], action: ALLOW },
      // ptrace(2) was a way around seccomp before Linux 4.8, older than anything that runs us.
      { names: ['process_vm_readv', 'process_vm_writev', 'ptrace', 'chroot'], action: ALLOW },
      ...personalityRules(),
      ...socketRules(),
      {
        names: ['clone'],
        action: ALLOW,
        args: [{ index: 0, value: NAMESPACE_FLAGS, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
      },
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  };
}

function personalityRules(): SystemCallRule[] {
  return PERSONALITIES.map((value) => ({
    names: ['personality'],
    action: ALLOW,
    args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }],
  }));
}

function socketRules(): SystemCallRule[] {
  const comparisons: readonly (readonly [string, number])[] = [
    ['SCMP_CMP_LT', AF_ALG],
    ['SCMP_CMP_EQ', AF_ALG + 1],
    ['SCMP_CMP_GT', AF_VSOCK],
  ];
  return comparisons.map(([op, value]) => ({
    names: ['socket'],
    action: ALLOW,
    args: [{ index: 0, value, op }],
  }));
}
