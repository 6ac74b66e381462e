import type { ContentKind } from '../format/image-commands.ts';

/** What a repository or tag is mostly for, by the content types it holds. */
export function contentKind(types: readonly string[]): ContentKind {
  if (types.length === 0 || types.includes('image')) return 'image';
  if (types.includes('helm')) return 'helm';
  return types.includes('wasm') ? 'wasm' : 'artifact';
}
