import { type Platform, tryParsePlatform } from '@slipway/oci';
import { usageError } from '../cli-error.ts';

/** Reads the values of `--platform`. Throws a usage error. */
export function readPlatforms(texts: readonly string[]): readonly Platform[] {
  return texts.map((text) => {
    const platform = tryParsePlatform(text);
    if (platform) return platform;
    throw usageError(
      `"${text}" is no platform`,
      'Write os/architecture[/variant], for example linux/arm64',
    );
  });
}

/** What images for this machine are made for: containers run Linux whatever runs them. */
export function ownPlatform(): Platform {
  const architecture: Partial<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  return { os: 'linux', architecture: architecture[process.arch] ?? process.arch };
}
