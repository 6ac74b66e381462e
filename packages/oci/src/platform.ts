/** Image spec, "Image Index": what an image runs on. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

/** uname's and other people's names for what GOARCH calls otherwise, with the variant they imply. */
const architectures: Record<string, readonly [string, string?]> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  aarch64: ['arm64'],
  arm64v8: ['arm64'],
  armhf: ['arm', 'v7'],
  armv7l: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  i386: ['386'],
  ia32: ['386'],
};

const part = /^[a-z0-9_.-]{1,64}$/;

/**
 * The platform in `os[/architecture[/variant]]`, normalised as containerd does (`linux/aarch64` is
 * `linux/arm64`). Undefined where the text has another form.
 */
export function tryParsePlatform(text: string): Platform | undefined {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.length < 2 || !parts.every((each) => part.test(each)))
    return undefined;
  const [os = '', named = '', givenVariant] = parts;
  const [architecture, impliedVariant] = architectures[named] ?? [named];
  const variant = givenVariant ?? impliedVariant;
  return variant && !(architecture === 'arm64' && variant === 'v8')
    ? { os, architecture, variant }
    : { os, architecture };
}

/** `os/architecture[/variant]`. */
export function formatPlatform(platform: Platform): string {
  const base = `${platform.os}/${platform.architecture}`;
  return platform.variant ? `${base}/${platform.variant}` : base;
}

/** Whether an image for `offered` runs where `wanted` is asked for. No variant asked: any will do. */
export function platformMatches(wanted: Platform, offered: Platform): boolean {
  if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) return false;
  if (wanted.variant === undefined) return true;
  return wanted.variant === impliedVariant(offered);
}

function impliedVariant(platform: Platform): string | undefined {
  if (platform.variant !== undefined) return platform.variant;
  return platform.architecture === 'arm64'
    ? 'v8'
    : platform.architecture === 'arm'
      ? 'v7'
      : undefined;
}
