import { call, cString, shown } from './library.ts';

/** mount(2)'s flags, by the names of mount(8). */
export const mountFlags = {
  readOnly: 0x1,
  noSetuid: 0x2,
  noDevices: 0x4,
  noExecution: 0x8,
  remount: 0x20,
  noAccessTimes: 0x400,
  bind: 0x1000,
  recursive: 0x4000,
  private: 0x40000,
  relativeAccessTimes: 0x200000,
} as const;

export interface MountRequest {
  readonly source: string;
  /** Absolute. */
  readonly target: string;
  /** `overlay`, `tmpfs`; left out for bind mounts and changes of flags. */
  readonly type?: string;
  /** Of {@link mountFlags}, added up. */
  readonly flags?: number;
  /** As the file system wants them: at most a page. */
  readonly data?: string;
}

/** mount(2). Throws a LinuxError. */
export function mount({ source, target, type = '', flags = 0, data }: MountRequest): void {
  call(
    'mount',
    () => `mounting ${type || 'a folder'} (${shown(source)}) on ${target}`,
    cString(source),
    cString(target),
    cString(type),
    flags,
    data === undefined ? null : cString(data),
  );
}

const detachFlag = 2;
const noFollowFlag = 8;

/**
 * umount2(2); symbolic links are not followed. `detach` takes the mount out of sight at once, and
 * away when its last user has gone. Throws a LinuxError (EBUSY, EINVAL where nothing is mounted).
 */
export function unmount(target: string, options: { readonly detach?: boolean } = {}): void {
  const flags = noFollowFlag | (options.detach ? detachFlag : 0);
  call('umount2', () => `unmounting ${target}`, cString(target), flags);
}
