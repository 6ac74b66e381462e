import { closeSync, constants, openSync } from 'node:fs';
import { LinuxError, mount, mountFlags, openFlags, unmount } from '@slipway/linux';
import { RuntimeError } from '../errors.ts';
import type { OverlayKind } from './overlay-kind.ts';

export interface OverlayRequest {
  readonly target: string;
  /** Base first. */
  readonly lower: readonly string[];
  /** Where changes go; read-only without. */
  readonly upper?: { readonly folder: string; readonly work: string };
  readonly overlay: OverlayKind;
}

/** One page holds a mount's options. */
const optionBytes = 4095;

/**
 * Mounts folders on one another. Redirects and the like are off, so that the upper folder is
 * the layer as it is; nothing is synced, since a layer counts only within one start of the machine
 * until it is. Throws MOUNT_FAILED.
 */
export function mountOverlay({ target, lower, upper, overlay }: OverlayRequest): void {
  const opened: number[] = [];
  // By descriptor: short, and no colon or comma of a path needs care.
  const named = (path: string): string => {
    const descriptor = openSync(path, openFlags.path | constants.O_DIRECTORY);
    opened.push(descriptor);
    return `/proc/self/fd/${descriptor}`;
  };
  try {
    const options = [`lowerdir=${lower.toReversed().map(named).join(':')}`];
    if (upper) {
      options.push(`upperdir=${named(upper.folder)}`, `workdir=${named(upper.work)}`, 'volatile');
    }
    options.push('index=off', 'metacopy=off', 'xino=off');
    if (overlay.name === 'user') options.push('userxattr');
    else options.push('redirect_dir=off');
    const data = options.join(',');
    if (data.length > optionBytes) {
      throw new RuntimeError(
        'MOUNT_FAILED',
        `${lower.length} layers are more than can be mounted at once`,
        {
          advice: 'Join steps of the Dockerfile, or build in stages that copy from one another.',
        },
      );
    }
    mount({
      source: 'slipway',
      target,
      type: 'overlay',
      flags: upper ? 0 : mountFlags.readOnly,
      data,
    });
  } catch (error) {
    throw mountFailure(error, target);
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function mountFailure(error: unknown, target: string): unknown {
  if (!(error instanceof LinuxError)) return error;
  const advice: Readonly<Record<string, string>> = {
    EPERM:
      'Mounting needs root or the build namespace, and in a user namespace Linux 5.11 or newer.',
    ENODEV: 'This kernel has no overlayfs: load it (sudo modprobe overlay).',
    EINVAL:
      'The folder may be on a file system that overlayfs cannot write to (another overlay, NFS): set SLIPWAY_BUILD_STATE to a folder on a local disk (ext4, xfs, btrfs). Linux 5.11 or newer is needed.',
  };
  const what = advice[error.code];
  return new RuntimeError(
    'MOUNT_FAILED',
    `The layers cannot be mounted on ${target}: ${error.message}`,
    {
      cause: error,
      ...(what === undefined ? {} : { advice: what }),
    },
  );
}

/** Unmounts; what is still in use goes out of sight now and away with its last user. */
export function unmountOverlay(target: string): void {
  try {
    unmount(target);
  } catch (error) {
    if (!(error instanceof LinuxError)) throw error;
    // Not mounted (any more), or never by a process that may not.
    if (['EINVAL', 'ENOENT', 'EPERM'].includes(error.code)) return;
    unmount(target, { detach: true });
  }
}
