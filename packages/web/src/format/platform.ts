/** A platform as an image names it. */
export interface PlatformName {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | null | undefined;
  readonly os_version?: string | null | undefined;
}

/** `linux/arm64/v8`, as `--platform` takes it. */
export function formatPlatform({ os, architecture, variant }: PlatformName): string {
  const parts = [os || 'unknown', architecture || 'unknown'];
  return variant ? [...parts, variant].join('/') : parts.join('/');
}
