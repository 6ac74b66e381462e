import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlatform, type Platform } from '@slipway/oci';
import { BuildError } from '../errors.ts';

const binfmtFolder = '/proc/sys/fs/binfmt_misc';

/** QEMU's names of architectures, where they are not the platform's. */
const emulators: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i386',
  mips64le: 'mips64el',
  mipsle: 'mipsel',
  loong64: 'loongarch64',
};

const nodeNames: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/**
 * Checks that programs of `platform` run on this machine: its own, what its processor also runs, or
 * what binfmt_misc has an emulator for. Throws STEP_FAILED that says what to install.
 */
export async function checkEmulation(platform: Platform): Promise<void> {
  const own = nodeNames[process.arch] ?? process.arch;
  const { architecture } = platform;
  if (architecture === own || (own === 'amd64' && architecture === '386')) return;
  if (own === 'arm64' && architecture === 'arm') return;
  const emulator = emulators[architecture] ?? architecture;
  if (await hasEmulator(emulator)) return;
  throw new BuildError(
    'STEP_FAILED',
    `a step of ${formatPlatform(platform)} cannot run on this machine (linux/${own}): no emulator is registered for it`,
    { advice: `install one: apt-get install qemu-user-static binfmt-support (qemu-${emulator})` },
  );
}

async function hasEmulator(name: string): Promise<boolean> {
  const entries = await readdir(binfmtFolder).catch(() => []);
  for (const entry of entries) {
    if (entry !== `qemu-${name}` && entry !== name) continue;
    const text = await readFile(join(binfmtFolder, entry), 'utf8').catch(() => '');
    if (text.startsWith('enabled')) return true;
  }
  return false;
}
