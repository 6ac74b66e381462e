/** What a build says while it runs. Times are milliseconds since 1970. */
export type BuildEvent =
  | {
      /** Said once, when the Dockerfile has been read: for excerpts where a step fails. */
      readonly type: 'dockerfile';
      readonly fileName: string;
      readonly lines: readonly string[];
    }
  | {
      /** Said once, when the plan is made. */
      readonly type: 'planned';
      readonly vertices: readonly {
        /** Stable within the build, in the order of first need. */
        readonly id: number;
        readonly name: string;
        readonly stage: string | undefined;
        readonly platform: string;
      }[];
      readonly warnings: readonly string[];
    }
  | { readonly type: 'started'; readonly vertex: number; readonly at: number }
  | {
      readonly type: 'completed';
      readonly vertex: number;
      readonly at: number;
      /** The result came from the cache. */
      readonly cached: boolean;
    }
  | {
      readonly type: 'failed';
      readonly vertex: number;
      readonly at: number;
      readonly message: string;
    }
  | { readonly type: 'canceled'; readonly vertex: number; readonly at: number }
  | {
      /** Output of a step. */
      readonly type: 'log';
      readonly vertex: number;
      readonly at: number;
      readonly stream: 'stdout' | 'stderr';
      readonly data: Uint8Array;
    }
  | {
      /** Work with a measure inside a vertex, or (vertex undefined) of the build: a layer's download, an export. */
      readonly type: 'progress';
      readonly vertex: number | undefined;
      readonly at: number;
      /** What it is, unique within its vertex: `sha256:0d12… downloading`, `exporting layers`. */
      readonly id: string;
      readonly current: number;
      /** Undefined where it is not known. */
      readonly total?: number;
      readonly done: boolean;
    };

/** Takes events; never throws. */
export type BuildEventListener = (event: BuildEvent) => void;
