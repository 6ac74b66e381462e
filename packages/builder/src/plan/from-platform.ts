import { type Platform, tryParsePlatform } from '@slipway/oci';

const systems = new Set(
  `aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris
   windows zos`.split(/\s+/),
);
const architectures = new Set(
  `386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le
   mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm aarch64 x86_64 x86-64 i386
   armhf armel`.split(/\s+/),
);

/** `FROM --platform`: one word alone is a system or an architecture, the host's other half added. */
export function parseFromPlatform(text: string, host: Platform): Platform | undefined {
  if (text.includes('/')) return tryParsePlatform(text);
  const word = text.toLowerCase();
  if (systems.has(word)) return tryParsePlatform(`${word}/${host.architecture}`);
  return architectures.has(word) ? tryParsePlatform(`${host.os}/${word}`) : undefined;
}
