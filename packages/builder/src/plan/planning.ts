import type { Dockerfile, Expander, LineRange } from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import type { CopySource } from '../graph/vertex.ts';
import type { ImageResolver } from '../ports/images.ts';
import type { BuildRequest } from '../request/build-request.ts';
import type { BaseLoader } from './base-loader.ts';
import type { Variables } from './variables.ts';
import type { VertexPool } from './vertex-pool.ts';
import type { Warnings } from './warnings.ts';

/** What a plan is made from. */
export interface PlanOptions {
  readonly dockerfile: Dockerfile;
  readonly request: BuildRequest;
  readonly resolver: ImageResolver;
  /** Of this machine: BUILDPLATFORM, and the target where none is asked for. */
  readonly hostPlatform: Platform;
  /** The time a context itself gives, in seconds; `context` is the main one. */
  contextTime(name: string): Promise<number | undefined>;
  /** The time of a remote file or repository, for a stage named by SOURCE_DATE_EPOCH. */
  sourceTime?(source: Extract<CopySource, { kind: 'url' | 'git' }>): Promise<number | undefined>;
  readonly signal?: AbortSignal;
}

/** What all platforms of one plan share. */
export interface SharedPlanning {
  readonly options: PlanOptions;
  readonly expander: Expander;
  readonly pool: VertexPool;
  readonly loader: BaseLoader;
  readonly warnings: Warnings;
}

/** What all stages of one platform share. */
export interface PlatformPlanning extends SharedPlanning {
  readonly platform: Platform;
  /** Whether --platform asked for it: it then decides what the image says of itself. */
  readonly explicitPlatform: boolean;
  /** --build-arg, SOURCE_DATE_EPOCH made a number. */
  readonly buildArguments: ReadonlyMap<string, string>;
  /** Platform arguments, and the ARGs before the first FROM. */
  readonly globals: Variables;
  /** Whether progress has to tell platforms apart. */
  readonly showPlatform: boolean;
}

/** A word with the variables of `variables` in place; what is not set is warned of. */
export interface ExpandContext {
  readonly planning: SharedPlanning;
  readonly variables: Variables;
  readonly lines: LineRange;
  /** ARGs without a value: no reason for a warning. */
  readonly declared: ReadonlySet<string>;
}

/** Throws DockerfileError for an expression that makes no sense. */
export function expandWord(text: string, context: ExpandContext): string {
  const { planning, variables } = context;
  const expanded = planning.expander.word(text, (name) => variables.get(name));
  for (const name of expanded.unset)
    if (!context.declared.has(name))
      planning.warnings.undefinedVariable(name, variables.names(), context.lines);
  return expanded.text;
}
