/** Whether a link may stand, and whether it leads away. */
export function linkPolicy(href: string, base: string): 'keep' | 'external' | 'remove' {
  const url = URL.parse(href, base);
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return 'remove';
  return url.origin === new URL(base).origin ? 'keep' : 'external';
}

/**
 * What becomes of a picture: shown from this hub itself or from its own data, a link to it elsewhere,
 * and only its text where it leads nowhere.
 */
export function imagePolicy(source: string, base: string): 'show' | 'link' | 'text' {
  const url = URL.parse(source, base);
  if (!url) return 'text';
  if (url.protocol === 'data:')
    return /^data:image\/(?:png|jpeg|gif|webp);/i.test(source) ? 'show' : 'text';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'text';
  return url.origin === new URL(base).origin ? 'show' : 'link';
}

/** The id of a heading, as GitHub makes it; set apart from the page's own. */
export function anchorOf(heading: string): string {
  const plain = heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return `readme-${plain.replaceAll(/\s/g, '-')}`;
}
