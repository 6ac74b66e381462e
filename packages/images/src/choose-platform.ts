import type { Platform } from '@slipway/oci';

/** Variants of 32-bit ARM, each of which runs what those before it run. */
const armVariants = ['v5', 'v6', 'v7', 'v8'];

/**
 * The entry that suits `wanted` best, as containerd chooses: the same variant, else for ARM the
 * highest that still runs there, else one that names no variant; several alike: the first.
 */
export function choosePlatform<Entry extends { readonly platform?: Platform | undefined }>(
  entries: readonly Entry[],
  wanted: Platform,
): Entry | undefined {
  let best: { readonly entry: Entry; readonly rank: number } | undefined;
  for (const entry of entries) {
    const rank = entry.platform ? suitability(wanted, entry.platform) : undefined;
    if (rank !== undefined && (!best || rank > best.rank)) best = { entry, rank };
  }
  return best?.entry;
}

/** Higher is better; undefined where it does not run there. */
function suitability(wanted: Platform, offered: Platform): number | undefined {
  if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) return undefined;
  const want = variantOf(wanted);
  const have = variantOf(offered);
  if (want === have) return 10;
  if (wanted.architecture === 'arm') {
    const [wantedAt, offeredAt] = [armVariants.indexOf(want), armVariants.indexOf(have)];
    if (wantedAt < 0 || offeredAt < 0 || offeredAt > wantedAt) return undefined;
    return offeredAt;
  }
  // The oldest level of an architecture has no variant and runs everywhere.
  if (have === '') return 1;
  return wanted.variant === undefined && wanted.architecture !== 'amd64' ? 0 : undefined;
}

function variantOf({ architecture, variant }: Platform): string {
  if (architecture === 'arm') return variant ?? 'v7';
  if (architecture === 'arm64') return variant === 'v8' ? '' : (variant ?? '');
  if (architecture === 'amd64') return variant === 'v1' ? '' : (variant ?? '');
  return variant ?? '';
}
