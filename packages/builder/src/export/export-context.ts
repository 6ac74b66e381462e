import type { Layer } from '@slipway/runtime';
import type { BuildEnvironment, ExecutedImage } from '../ports/result.ts';
import type { BuildRequest } from '../request/build-request.ts';

/** What all outputs of one build share. */
export interface ExportRequest {
  readonly environment: BuildEnvironment;
  readonly request: Pick<
    BuildRequest,
    'outputs' | 'tags' | 'annotations' | 'buildArguments' | 'platforms'
  >;
  /** One for each platform. */
  readonly images: readonly ExecutedImage[];
  /** Seconds. */
  readonly sourceDateEpoch: number | undefined;
  /** Brings the content of layers here that may still be elsewhere: a base's, or a remote cache's. */
  ensureContent(layers: readonly Layer[], signal: AbortSignal): Promise<void>;
  /**
   * Nothing is packed, fetched or mounted: a NotCachedError is thrown instead. True in a process
   * that is not in a build namespace.
   */
  readonly onlyKnown: boolean;
  /** Further members of an image's config: the inline cache. */
  configMembers?(image: ExecutedImage): Readonly<Record<string, unknown>> | undefined;
  /** Where `dest=-` writes: standard output, unless a test gives another. */
  write?(chunk: Uint8Array): Promise<void>;
}

/** The parts of an {@link ExportRequest} that making and storing images needs. */
export interface ExportContext
  extends Pick<
    ExportRequest,
    'ensureContent' | 'onlyKnown' | 'sourceDateEpoch' | 'configMembers' | 'environment'
  > {
  readonly layers: BuildEnvironment['layers'];
  readonly signal: AbortSignal;
}
