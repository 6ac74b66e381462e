import type { ContextVertex, RootVertex } from '../graph/vertex.ts';
import type { StageNode } from './stage-node.ts';

/** What a node gives to those that copy from it; undefined for a stage that is not planned yet. */
export function rootOf(node: StageNode): RootVertex | ContextVertex | undefined {
  if (node.state) return node.state.root;
  return node.index === undefined || node.replacement !== undefined ? node.loaded?.root : undefined;
}
