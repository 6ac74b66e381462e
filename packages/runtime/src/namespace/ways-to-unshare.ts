import { accessSync, constants, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { RuntimeError } from '../errors.ts';

const always = ['--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--propagation', 'private'];
const asUser = ['--user', '--map-auto', '--map-root-user'];

/**
 * The options of `unshare` to try one after the other. Throws a RuntimeError NAMESPACE_UNAVAILABLE
 * where there are no namespaces.
 */
export function waysToUnshare(): readonly (readonly string[])[] {
  if (process.platform !== 'linux') throw unavailable('this is no Linux', 'Run it on Linux.');
  const base = isRoot() ? always : [...asUser, ...always];
  // In a container whose /proc has covered parts no new one may be mounted. Everything inside still
  // ends with its first process; only containers do not start there, for the same reason.
  return [[...base, '--mount-proc'], base];
}

/** A NAMESPACE_UNAVAILABLE that says what is in the way, from what unshare said, and what to do. */
export function unshareFailure(said: string): RuntimeError {
  return isRoot() ? rootFailure(said) : userFailure(said);
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

function rootFailure(failure: string): RuntimeError {
  return (
    toolFailure(failure) ??
    unavailable(
      failure,
      'root may not make namespaces here: in a container, start that with --privileged, or with --cap-add SYS_ADMIN and without its seccomp and AppArmor profiles.',
    )
  );
}

function userFailure(failure: string): RuntimeError {
  return toolFailure(failure) ?? idsFailure() ?? forbiddenFailure(failure);
}

function toolFailure(failure: string): RuntimeError | undefined {
  if (failure.includes('not installed')) {
    return unavailable(failure, 'Install it: apt install util-linux (or apk add util-linux-misc).');
  }
  if (/unrecognized option|invalid option|unknown option/.test(failure)) {
    return unavailable(
      `this machine's unshare is too old or BusyBox's (${firstLine(failure)})`,
      'Install util-linux 2.38 or newer.',
    );
  }
  return undefined;
}

function idsFailure(): RuntimeError | undefined {
  if (!['newuidmap', 'newgidmap'].every(isInstalled)) {
    return unavailable(
      'newuidmap and newgidmap are not installed',
      'Install them: apt install uidmap (or dnf install shadow-utils, apk add shadow-subids).',
    );
  }
  const { username, uid } = userInfo();
  const lacking = ['/etc/subuid', '/etc/subgid'].filter((path) => !hasRange(path, username, uid));
  if (lacking.length === 0) return undefined;
  return unavailable(
    `${username} has no subordinate ids in ${lacking.join(' and ')}`,
    `Give it some: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username} (another range where that one is taken).`,
  );
}

/** The switches that forbid user namespaces, and the value that allows them. */
const switches = [
  { key: 'kernel.apparmor_restrict_unprivileged_userns', forbids: '1', allows: '0' },
  { key: 'kernel.unprivileged_userns_clone', forbids: '0', allows: '1' },
  { key: 'user.max_user_namespaces', forbids: '0', allows: '28633' },
] as const;

function forbiddenFailure(failure: string): RuntimeError {
  const found = switches.find(({ key, forbids }) => sysctl(key) === forbids);
  if (found) {
    const setting = `${found.key}=${found.allows}`;
    return unavailable(
      `user namespaces are forbidden here (${found.key} is ${found.forbids})`,
      `Allow them: sudo sysctl -w ${setting} (and put that line into /etc/sysctl.d/ to keep it).`,
    );
  }
  return unavailable(
    firstLine(failure),
    'An ordinary user may not make user namespaces here: in a container, start that with --privileged or without its seccomp and AppArmor profiles; on SELinux see its audit log; or run this as root.',
  );
}

function sysctl(key: string): string | undefined {
  return textOf(`/proc/sys/${key.replaceAll('.', '/')}`)?.trim();
}

function hasRange(path: string, name: string, uid: number): boolean {
  const lines = textOf(path)?.split('\n') ?? [];
  return lines.some((line) => line.startsWith(`${name}:`) || line.startsWith(`${uid}:`));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Many machines lack one or another of these files: then it says nothing.
    return undefined;
  }
}

function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
      return false;
    }
  });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function unavailable(reason: string, advice: string): RuntimeError {
  return new RuntimeError(
    'NAMESPACE_UNAVAILABLE',
    `No namespaces to build in can be made: ${reason}`,
    { advice },
  );
}
