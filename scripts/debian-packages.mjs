import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What the integration tests want of Debian: a package, and the command that shows it is there,
 * however it came; the folder where that is, if it is none of the PATH.
 */
const debianPackages = [
  { name: 'postgresql', command: 'postgres' },
  { name: 'skopeo', command: 'skopeo' },
  { name: 'podman', command: 'podman' },
  { name: 'buildah', command: 'buildah' },
  { name: 'docker.io', command: 'dockerd' },
  { name: 'runc', command: 'runc' },
  { name: 'debootstrap', command: 'debootstrap' },
  { name: 'strace', command: 'strace' },
  { name: 'nginx-light', command: 'nginx' },
  { name: 'docker-registry', command: 'docker-registry' },
  { name: 'openssl', command: 'openssl' },
  { name: 'crun', command: 'crun' },
  { name: 'uidmap', command: 'newuidmap' },
  { name: 'slirp4netns', command: 'slirp4netns' },
  { name: 'passt', command: 'pasta' },
  { name: 'containernetworking-plugins', command: 'bridge', folder: '/usr/lib/cni' },
  { name: 'iptables', command: 'iptables' },
  { name: 'busybox-static', command: 'busybox' },
  { name: 'git', command: 'git' },
  { name: 'openssh-client', command: 'ssh-agent' },
  { name: 'bzip2', command: 'bzip2' },
  { name: 'xz-utils', command: 'xz' },
  { name: 'build-essential', command: 'gcc' },
  { name: 'chromium', command: 'chromium' },
  // The benchmark's, of which CI runs a short form.
  { name: 'wrk', command: 'wrk' },
];

/** The packages whose command is not on this machine. */
export function missingPackages() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const versions = '/usr/lib/postgresql';
  if (existsSync(versions)) {
    folders.push(...readdirSync(versions).map((each) => join(versions, each, 'bin')));
  }
  return debianPackages
    .filter(({ command, folder }) => {
      const places = folder === undefined ? folders : [folder];
      return !places.some((place) => isExecutable(join(place, command)));
    })
    .map(({ name }) => name);
}

/** The command that installs them, to be typed. */
export function installCommand(names) {
  return `sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

/** Whether {@link installPackages} may be tried: root, on Debian or a descendant, not forbidden. */
export function mayInstall() {
  return (
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get') &&
    process.env.SLIPWAY_NO_INSTALL !== '1'
  );
}

/** Installs them with apt, without starting their services. Answers whether it worked. */
export function installPackages(names) {
  const policy = '/usr/sbin/policy-rc.d';
  const setPolicy = !existsSync(policy);
  // Debian starts a service as it is installed, unless this says no (101: forbidden).
  if (setPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return (
      apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
    );
  } finally {
    if (setPolicy) rmSync(policy, { force: true });
  }
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  return status === 0;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent, or not to be run: the same to us.
    return false;
  }
}
