import { lstatSync } from 'node:fs';
import { deviceParts } from '@slipway/linux';
import { defaultCapabilities } from './capabilities.ts';
import type { ContainerMount, ContainerSpec } from './container.ts';
import { cgroupPath } from './container-cgroup.ts';
import type { ContainerUser } from './container-user.ts';
import { defaultSeccompProfile } from './seccomp-profile.ts';

/** What of a machine's ways a container runtime gets along with, found out by trying. */
export interface MachineTraits {
  /** Within a user namespace: no new devices, no cgroups of our own. */
  readonly userNamespace: boolean;
  /** Whether group 5 (tty) can be given to pseudo-terminals. */
  readonly terminalGroup: boolean;
  /** False where /sys can only be had by binding the machine's. */
  readonly mountsSysfs: boolean;
  /** Whether /sys/fs/cgroup can be shown. */
  readonly mountsCgroups: boolean;
  /** Whether containers are put into cgroups of their own. */
  readonly cgroups: boolean;
  /** What `insecure` gets. */
  readonly allCapabilities: readonly string[];
}

export interface SpecificationInput {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly user: ContainerUser;
  readonly traits: MachineTraits;
  /** Files laid over the root's own, absolute on this machine: after its mounts, as Docker does. */
  readonly files: readonly { readonly source: string; readonly target: string }[];
  readonly filesReadOnly: boolean;
  /** A network namespace; none (undefined) makes a new one with loopback only. */
  readonly networkNamespace: string | undefined;
  readonly terminal: boolean;
}

interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const defaultShmBytes = 64 * 1024 * 1024;

/**
 * Against fork bombs: far more processes and threads than builds need at once, far fewer than a
 * machine has room for.
 */
const MAX_PROCESSES = 8192;

const maskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];

const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** The config.json of a bundle, OCI runtime specification 1.0, equal in effect to Docker's. */
export function runtimeSpecification(input: SpecificationInput): unknown {
  const { id, spec, traits } = input;
  const insecure = spec.security === 'insecure';
  const seccomp = insecure ? undefined : defaultSeccompProfile();
  return {
    ociVersion: '1.0.2',
    process: processOf(input),
    root: { path: spec.root, readonly: spec.readOnlyRoot ?? false },
    ...(spec.network === 'host' && spec.hostname === '' ? {} : { hostname: spec.hostname }),
    mounts: [...systemMounts(input), ...filesOf(input), ...spec.mounts.map(mountOf)],
    linux: {
      namespaces: namespacesOf(input),
      ...(traits.cgroups ? { cgroupsPath: cgroupPath(id) } : {}),
      resources: {
        devices: insecure ? [{ allow: true, access: 'rwm' }] : [{ allow: false, access: 'rwm' }],
        ...(traits.cgroups ? { pids: { limit: MAX_PROCESSES } } : {}),
      },
      ...(insecure && !traits.userNamespace ? { devices: machineDevices() } : {}),
      maskedPaths: insecure ? [] : maskedPaths,
      readonlyPaths: insecure ? [] : readonlyPaths,
      ...(seccomp ? { seccomp } : {}),
    },
  };
}

function processOf({ spec, user, traits, terminal }: SpecificationInput): unknown {
  const held = capabilitiesOf(spec, traits);
  return {
    terminal,
    user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids },
    args: spec.arguments,
    env: environmentOf(spec.environment, user, terminal),
    cwd: spec.workingDirectory,
    capabilities: {
      bounding: held,
      effective: held,
      permitted: held,
      // Docker stopped giving inheritable ones (CVE-2022-24769); BuildKit's insecure mode gives all.
      ...(spec.security === 'insecure' ? { inheritable: held, ambient: held } : {}),
    },
    rlimits: limitsOf(spec, traits),
    noNewPrivileges: false,
  };
}

/** As Docker: what is added stays, whatever is dropped; ALL may be either. */
function capabilitiesOf(spec: ContainerSpec, traits: MachineTraits): readonly string[] {
  if (spec.security === 'insecure') return traits.allCapabilities;
  const { added, dropped } = spec.capabilities ?? { added: [], dropped: [] };
  const all = traits.allCapabilities;
  if (added === 'all') return all.filter((name) => dropped === 'all' || !dropped.includes(name));
  const kept =
    dropped === 'all' ? [] : defaultCapabilities.filter((name) => !dropped.includes(name));
  // A runtime refuses to give what this machine's own bounding set lacks.
  return [...new Set([...kept, ...added.filter((name) => all.includes(name))])];
}

function environmentOf(
  given: readonly string[],
  user: ContainerUser,
  terminal: boolean,
): readonly string[] {
  const value = (name: string) =>
    given.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  return [
    ...(value('PATH') === undefined ? [`PATH=${defaultPath}`] : []),
    ...(terminal && value('TERM') === undefined ? ['TERM=xterm'] : []),
    ...given.filter((entry) => entry !== 'HOME='),
    ...(value('HOME') ? [] : [`HOME=${user.home}`]),
  ];
}

function limitsOf(spec: ContainerSpec, traits: MachineTraits): unknown[] {
  const given = spec.ulimits.map(({ name, soft, hard }) => ({
    type: `RLIMIT_${name.toUpperCase()}`,
    soft: limitValue(soft),
    hard: limitValue(hard),
  }));
  // Within a user namespace the limit counts that namespace's processes and binds its root too.
  const guarded = traits.userNamespace && !given.some(({ type }) => type === 'RLIMIT_NPROC');
  return guarded
    ? [...given, { type: 'RLIMIT_NPROC', soft: MAX_PROCESSES, hard: MAX_PROCESSES }]
    : given;
}

/** -1 is "unlimited", which JSON numbers of JavaScript cannot hold exactly: 2^64 - 1 is written raw. */
function limitValue(value: number): number | UnlimitedValue {
  return value < 0 ? unlimited : value;
}

type UnlimitedValue = typeof unlimited;
const unlimited = '\u0000unlimited';

/** JSON of {@link runtimeSpecification}. */
export function specificationText(specification: unknown): string {
  return JSON.stringify(specification).replaceAll(
    JSON.stringify(unlimited),
    (2n ** 64n - 1n).toString(),
  );
}

function namespacesOf({ spec, networkNamespace }: SpecificationInput): unknown[] {
  const kinds = ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type }));
  if (spec.network === 'host') return kinds;
  return [
    ...kinds,
    { type: 'network', ...(networkNamespace === undefined ? {} : { path: networkNamespace }) },
  ];
}

function systemMounts({ spec, traits }: SpecificationInput): OciMount[] {
  const guarded = ['nosuid', 'noexec', 'nodev'];
  const insecure = spec.security === 'insecure';
  const sysfs = traits.mountsSysfs && !(traits.userNamespace && spec.network === 'host');
  const access = insecure && !traits.userNamespace ? 'rw' : 'ro';
  const terminals = ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'];
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: guarded },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: traits.terminalGroup ? [...terminals, 'gid=5'] : terminals,
    },
    {
      destination: '/dev/shm',
      type: 'tmpfs',
      source: 'shm',
      options: [...guarded, 'mode=1777', `size=${spec.shmSize ?? defaultShmBytes}`],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: guarded },
    sysfs
      ? { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...guarded, access] }
      : { destination: '/sys', type: 'bind', source: '/sys', options: ['rbind', ...guarded, 'ro'] },
    ...(traits.mountsCgroups && sysfs
      ? [
          {
            destination: '/sys/fs/cgroup',
            type: 'cgroup',
            source: 'cgroup',
            options: [...guarded, access],
          },
        ]
      : []),
  ];
}

function filesOf({ files, filesReadOnly }: SpecificationInput): OciMount[] {
  return files.map(({ source, target }) => ({
    destination: target,
    type: 'bind',
    source,
    options: ['rbind', 'nosuid', 'noexec', 'nodev', filesReadOnly ? 'ro' : 'rw', 'rprivate'],
  }));
}

function mountOf(mount: ContainerMount): OciMount {
  if (mount.type === 'bind') {
    const options = ['rbind', mount.readOnly ? 'ro' : 'rw', 'rprivate'];
    return { destination: mount.target, type: 'bind', source: mount.source, options };
  }
  const options = [
    'nosuid',
    'nodev',
    ...(mount.size === undefined ? [] : [`size=${mount.size}`]),
    `mode=${(mount.mode ?? 0o1777).toString(8)}`,
  ];
  return { destination: mount.target, type: 'tmpfs', source: 'tmpfs', options };
}

/** As BuildKit's insecure mode: what kernels offer containers that build images and run machines. */
function machineDevices(): unknown[] {
  const wanted = [
    '/dev/kmsg',
    '/dev/cuse',
    '/dev/fuse',
    '/dev/kvm',
    '/dev/net/tun',
    '/dev/loop-control',
    ...Array.from({ length: 8 }, (_, number) => `/dev/loop${number}`),
  ];
  return wanted.flatMap((path) => {
    const status = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (!status || !(status.isCharacterDevice() || status.isBlockDevice())) return [];
    const { major, minor } = deviceParts(status.rdev);
    return { path, type: status.isBlockDevice() ? 'b' : 'c', major, minor, fileMode: 0o600 };
  });
}
