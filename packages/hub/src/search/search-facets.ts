import { categoryNames, type SearchFacets } from '@slipway/api';
import { label } from './search-labels.ts';
import type { FoundRow } from './search-repositories.ts';

/** Docker Hub's words for what images run on. */
const labels: Readonly<Record<string, string>> = {
  amd64: 'x86-64',
  '386': 'x86',
  arm: 'ARM',
  arm64: 'ARM 64',
  ppc64le: 'PowerPC 64 LE',
  s390x: 'IBM Z',
  riscv64: 'RISC-V 64',
  linux: 'Linux',
  windows: 'Windows',
  freebsd: 'FreeBSD',
  official: 'Docker Official Image',
  verified_publisher: 'Verified Publisher',
  open_source: 'Sponsored OSS',
  image: 'Image',
  helm: 'Helm chart',
  wasm: 'WebAssembly',
  other: 'Other',
};

/** A name with its label, as search answers have architectures and systems. */
export function labelled(name: string): { name: string; label: string } {
  return { name, label: labels[name] ?? name };
}

/** How many of what was found have what. */
export function searchFacets(found: readonly FoundRow[]): SearchFacets {
  const counts = new Map<string, number>();
  for (const { labels: words } of found) {
    for (const word of words.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const fixed = (names: readonly string[], make: (name: string) => string) =>
    names
      .map((name) => ({ ...labelled(name), count: counts.get(make(name)) ?? 0 }))
      .filter(({ count }) => count > 0);
  const seen = (prefix: string) =>
    [...counts]
      .filter(([word]) => word.startsWith(prefix))
      .map(([word, count]) => ({ ...labelled(word.slice(prefix.length)), count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, 20);
  return {
    badges: fixed(['official', 'verified_publisher', 'open_source'], label.badge),
    types: fixed(['image', 'helm', 'wasm', 'other'], label.type),
    architectures: seen('a_'),
    operating_systems: seen('o_'),
    categories: Object.entries(categoryNames)
      .map(([slug, name]) => ({
        ...{ name: slug, label: name },
        count: counts.get(label.category(slug)) ?? 0,
      }))
      .filter(({ count }) => count > 0),
  };
}
