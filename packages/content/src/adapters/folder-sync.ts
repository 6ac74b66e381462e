import type { FileSystem } from './file-system.ts';

/**
 * Makes renames into a folder durable. One fsync answers every rename that was done before it began,
 * so concurrent commits share it.
 */
export class FolderSync {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(fileSystem: FileSystem, folder: string) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
  }

  /** Resolves when whatever was renamed before the call is durable. */
  sync(): Promise<void> {
    if (!this.#running) return this.#start();
    // The running fsync may have begun before the caller's rename: wait for the one after it.
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = syncFolder(this.#fileSystem, this.#folder).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}

/** fsync of a folder: the names in it are durable then. */
export async function syncFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  const handle = await fileSystem.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
