import { chmodSync, existsSync } from 'node:fs';

const tun = '/dev/net/tun';

/** Before all tests: what most systems have, and a bare kernel has not. */
export function setup(): void {
  // As udev has it; otherwise only root could open it, and ordinary users' steps had no network.
  if (process.getuid?.() === 0 && existsSync(tun)) chmodSync(tun, 0o666);
}
