import {
  type Descriptor,
  formatPlatform,
  type ParsedManifest,
  type Platform,
  platformMatches,
} from '@slipway/oci';
import { RemoteError } from '../errors.ts';

/** The index entries for each of `platforms`. Throws NO_MATCHING_PLATFORM, saying what there is. */
export function selectPlatforms(
  manifest: ParsedManifest,
  platforms: readonly Platform[],
  name: string,
): readonly Descriptor[] {
  const selected = new Set<Descriptor>();
  for (const wanted of platforms) {
    const match = bestMatch(manifest.manifests, wanted);
    if (!match) {
      const offered = manifest.manifests
        .flatMap((each) => (each.platform ? [formatPlatform(each.platform)] : []))
        .filter((each) => each !== 'unknown/unknown');
      throw new RemoteError(
        'NO_MATCHING_PLATFORM',
        `${name} has no image for ${formatPlatform(wanted)}; it has ${offered.join(', ') || 'none with a platform'}`,
      );
    }
    selected.add(match);
  }
  // In the index's own order, so that the same choice gives the same bytes.
  return manifest.manifests.filter((each) => selected.has(each));
}

/** An exact variant goes before any other that matches. */
function bestMatch(entries: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  const matching = entries.filter(
    (each) => each.platform && platformMatches(wanted, each.platform),
  );
  return matching.find((each) => each.platform?.variant === wanted.variant) ?? matching[0];
}
