import type { Limiter } from '@slipway/remote';
import type { CopyRecords } from '../cache/copy-records.ts';
import type { StepRecords } from '../cache/step-records.ts';
import type { Vertex } from '../graph/vertex.ts';
import type { BuildContexts, PrepareCopy } from '../ports/files.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { BuildRequest } from '../request/build-request.ts';
import type { BuildProgress } from './build-progress.ts';
import type { LayerContent } from './layer-content.ts';
import type { SshAgents } from './ssh-agents.ts';
import type { ImportedSteps } from './step-cache.ts';

/** What all steps of one build share. */
export interface Execution {
  readonly request: BuildRequest;
  readonly environment: BuildEnvironment;
  readonly contexts: BuildContexts;
  readonly prepareCopy: PrepareCopy;
  readonly progress: BuildProgress;
  readonly content: LayerContent;
  readonly steps: StepRecords;
  readonly copies: CopyRecords;
  readonly imported: ImportedSteps;
  /** What copies brought in this build, by what they asked for. */
  readonly copyDigests: Map<string, string>;
  /** Ends with the build: on failure, or when the user ends it. */
  readonly signal: AbortSignal;
  /** Nothing is executed, fetched or mounted: a NotCachedError is thrown instead. */
  readonly onlyCached: boolean;
  readonly sourceDateEpoch: number | undefined;
  /** Vertices whose layers become blobs. */
  readonly inImages: ReadonlySet<Vertex>;
  /** How they are packed; undefined where no output has layers. */
  readonly compression: 'none' | 'gzip' | 'zstd' | undefined;
  readonly compressionLevel: number | undefined;
  /** Vertices of which the keys say nothing this time. */
  readonly withoutCache: ReadonlySet<Vertex>;
  /** Started when a step asks. */
  readonly ssh: () => Promise<SshAgents>;
  /** Vertices whose root file system a RUN will mount. */
  readonly belowRuns: ReadonlySet<Vertex>;
  /** Begins what a RUN needs besides its files. Called when it is clear that one will run. */
  readonly prepareRuns: () => void;
  readonly runs: Limiter;
  readonly layerWriters: Limiter;
}
