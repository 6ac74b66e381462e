import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { acquireLock, type FileLock } from '@slipway/linux';
import type { Descriptor, Digest } from '@slipway/oci';
import { formatKept, type KeptEntry, parseKept } from './kept-entries.ts';
import type { OverlayKind } from './overlay-kind.ts';

/** A layer's blob, and what was asked for when it was made. */
export interface BlobVariant {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  /** Times were clamped to this many seconds. */
  readonly latestTime?: number;
}

/** What is known of a layer, in `layer.json`. */
export interface LayerRecord {
  readonly id: string;
  readonly blobs: readonly BlobVariant[];
  /**
   * Present where `fs` is whole. With `boot`: it is not known to be on the disk, so that it counts until the machine starts anew.
   * `overlay`: whose ids and notes its entries have.
   */
  readonly folder?: { readonly boot?: string; readonly overlay: OverlayKind['name'] };
  /** Bytes of the files. */
  readonly size?: number;
  /** Seconds since 1970 of the latest entry. */
  readonly latest?: number;
}

let boot: string | undefined;

/** Names this start of the machine. */
export function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

const layerId = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|step:[0-9a-f-]{36})$/;

/** One layer's folder: `layer.json`, `index`, `kept.json`, the unpacked `fs`, and the locks. */
export class LayerFolder {
  readonly id: string;
  readonly path: string;

  private constructor(id: string, path: string) {
    this.id = id;
    this.path = path;
  }

  /** Undefined where `id` is none that a layer has: it becomes part of a path. */
  static of(layers: string, id: string): LayerFolder | undefined {
    if (!layerId.test(id)) return undefined;
    return new LayerFolder(id, join(layers, id.replace(':', '-')));
  }

  get tree(): string {
    return join(this.path, 'fs');
  }
  /** A tree that is not whole yet. */
  get partialTree(): string {
    return join(this.path, 'fs.partial');
  }
  /** Held by who changes the layer. */
  get changeLock(): string {
    return join(this.path, 'lock');
  }
  /** Shared by who reads or mounts the layer, exclusive for who removes it. */
  get useLock(): string {
    return join(this.path, 'use');
  }

  /** Held by who packs it. */
  get packLock(): string {
    return join(this.path, 'pack');
  }

  /** Takes the lock of who changes the layer, whose folder is made where it is absent. */
  async lockForChange(signal?: AbortSignal): Promise<FileLock> {
    for (;;) {
      this.create();
      try {
        return await acquireLock(this.changeLock, {
          mode: 'exclusive',
          ...(signal ? { signal } : {}),
        });
      } catch (error) {
        // Removed by another between the two.
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  }

  create(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o711 });
  }

  /** Undefined where there is no such layer, or only a part of one that a kill left. */
  read(): LayerRecord | undefined {
    const text = textOf(join(this.path, 'layer.json'));
    const record = text === undefined ? undefined : parsed(text);
    if (record?.id !== this.id) return undefined;
    if (record.folder?.boot === undefined || record.folder.boot === bootId()) return record;
    const { folder: _, ...rest } = record;
    return rest.blobs.length > 0 ? rest : undefined;
  }

  /** Replaces the record at once; whoever calls holds {@link changeLock}. */
  write(record: LayerRecord): void {
    replaceFile(join(this.path, 'layer.json'), JSON.stringify(record));
  }

  lastUsedAt(): Date {
    return statSync(join(this.path, 'layer.json')).mtime;
  }

  /** Renews the last use. */
  touch(at: Date = new Date()): void {
    try {
      utimesSync(join(this.path, 'layer.json'), at, at);
    } catch (error) {
      // Removed, or of another user: its age then matters to nobody here.
      if (!['ENOENT', 'EPERM', 'EACCES'].includes(codeOf(error))) throw error;
    }
  }

  readIndex(): Buffer | undefined {
    return bytesOf(join(this.path, 'index'));
  }

  writeIndex(lines: Uint8Array): void {
    replaceFile(join(this.path, 'index'), lines);
  }

  readKept(): readonly KeptEntry[] {
    const text = textOf(join(this.path, 'kept.json'));
    return text === undefined ? [] : parseKept(text);
  }

  writeKept(kept: readonly KeptEntry[]): void {
    if (kept.length > 0) replaceFile(join(this.path, 'kept.json'), formatKept(kept));
  }
}

/** An open folder while `work` runs. */
export async function withFolder<T>(
  path: string,
  work: (descriptor: number) => Promise<T>,
): Promise<T> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, content, { mode: 0o644 });
  renameSync(temporary, path);
}

function parsed(text: string): LayerRecord | undefined {
  try {
    return JSON.parse(text) as LayerRecord;
  } catch {
    // Cut short by a crash of the machine: a layer that never was.
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  return bytesOf(path)?.toString('utf8');
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
