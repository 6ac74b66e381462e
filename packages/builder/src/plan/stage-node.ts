import type { FromInstruction, LineRange, StageInstruction } from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import type { LoadedBase } from './base-loader.ts';
import type { StageState } from './stage-state.ts';
import type { StepNames } from './step-name.ts';

/** An instruction with the nodes it takes files from. */
export interface Step {
  readonly instruction: StageInstruction;
  /** COPY: one or none. RUN: one for each mount, undefined where it names none. */
  readonly sources: readonly (StageNode | undefined)[];
  readonly onbuild: boolean;
}

/**
 * A stage, or something that stands for one: an image or a context that an instruction names. While a
 * plan is made it gains its steps, its base and its state, in this order.
 */
export interface StageNode {
  /** Its index among the stages; undefined for an image or context named elsewhere. */
  readonly index: number | undefined;
  /** Undefined as `index` is. */
  readonly from: FromInstruction | undefined;
  /** As given by `AS`. */
  readonly alias: string | undefined;
  /** The alias, or `stage-0`. */
  readonly label: string;
  /** FROM's argument, expanded; what --from names. */
  readonly baseName: string;
  /** `FROM --platform`. */
  readonly platform: Platform | undefined;
  readonly lines: LineRange;
  /** The key of the named context that replaces the whole stage. */
  readonly replacement: string | undefined;
  /** The stage it is based on. */
  readonly base: StageNode | undefined;
  readonly names: StepNames;
  steps: readonly Step[];
  /** Nodes its steps take files from, and where the first of these steps stands. */
  readonly dependencies: Map<StageNode, LineRange>;
  loaded: LoadedBase | undefined;
  /** Whether its base's ONBUILD instructions are among its steps. */
  triggersAdded: boolean;
  /** Set once its instructions are planned. */
  state: StageState | undefined;
}

/** The node and all it needs, itself included. */
export function reachableFrom(target: StageNode): ReadonlySet<StageNode> {
  const found = new Set<StageNode>();
  const open = [target];
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.base) open.push(node.base);
    open.push(...node.dependencies.keys());
  }
  return found;
}
