import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileTree } from '../ports/files.ts';
import type { BuildRequest } from '../request/build-request.ts';

/** A context whose files are on this machine. */
export interface OpenedContext {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Seconds since 1970, where the context itself has a time. */
  readonly time: number | undefined;
  /** A Dockerfile that is all there is: `http://…/Dockerfile`. */
  readonly onlyDockerfile?: Uint8Array;
  /** The tree as steps see it; the main context's ignore file may stand beside its Dockerfile. */
  tree(dockerfile: BuildRequest['dockerfile'] | undefined): Promise<FileTree>;
  close(): Promise<void>;
}

/** A context with nothing in it. */
export async function emptyContext(): Promise<OpenedContext> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-context-'));
  return {
    folder,
    time: undefined,
    tree: async () => ({ folder, ownedByRoot: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
