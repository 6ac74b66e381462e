import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandUser } from '../build-command/command-user.ts';
import { type Builder, giveTo } from '../runtime/build-user.ts';
import type { CommandResult } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';

/** In the canary folder's files: what no image may hold. */
export const canaryText = 'SLIPWAY-CANARY-5d1f';

/** The image's files in `out.tar`. */
export const tarOutput = ['--output', 'type=tar,dest=out.tar'] as const;

/** Somebody who builds what means them ill, and a folder beside it that nothing may touch. */
export class HostileScene {
  readonly builder: Builder;
  readonly user: CommandUser;
  readonly #canary: ScratchFolder;
  #before = '';

  private constructor(builder: Builder, user: CommandUser, canary: ScratchFolder) {
    this.builder = builder;
    this.user = user;
    this.#canary = canary;
  }

  /** The canary folder belongs to the builder: nothing but Slipway's care protects it. */
  static async create(builder: Builder): Promise<HostileScene> {
    const canary = makeScratchFolder();
    chmodSync(canary.path, 0o755);
    writeFileSync(canary.join('file'), canaryText, { mode: 0o644 });
    mkdirSync(canary.join('folder/deep'), { recursive: true });
    writeFileSync(canary.join('folder/file'), canaryText);
    writeFileSync(canary.join('folder/deep/file'), canaryText);
    symlinkSync(canaryText, canary.join('folder/link'));
    const user = await CommandUser.create(builder);
    await giveTo(builder, canary.path);
    const scene = new HostileScene(builder, user, canary);
    scene.#before = scene.#snapshot();
    return scene;
  }

  /** Absolute. */
  get canary(): string {
    return this.#canary.path;
  }

  /** What has changed in the canary folder since the beginning; empty where nothing has. */
  changes(): string {
    const now = this.#snapshot();
    return now === this.#before ? '' : now;
  }

  /** Writes the Dockerfile `name` and builds it. */
  async build(
    name: string,
    dockerfile: string,
    words: readonly string[] = [],
  ): Promise<CommandResult> {
    await this.write({ [name]: dockerfile });
    return this.user.run(['build', '--progress=plain', '-f', name, ...words, '.']);
  }

  /** Files of the context, by path; the store is left as it is. */
  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.user.context, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    await this.give(this.user.context);
  }

  /** Hands the builder what the test made. */
  async give(path: string): Promise<void> {
    await giveTo(this.builder, path);
  }

  /** Whether the tar that {@link tarOutput} asks for holds the canary's text. */
  leaks(): boolean {
    return readFileSync(join(this.user.context, 'out.tar')).includes(canaryText);
  }

  async remove(): Promise<void> {
    await this.user.remove();
    await this.#canary.remove();
  }

  #snapshot(): string {
    return describeTree(this.#canary.path);
  }
}

/** All that can be seen of a folder and what is in it, a line each: times of change too. */
export function describeTree(root: string): string {
  const lines: string[] = [];
  const visit = (path: string) => {
    const stats = lstatSync(path, { bigint: true });
    const { mode, uid, gid, nlink, ino, mtimeNs, ctimeNs } = stats;
    const content = stats.isFile()
      ? readFileSync(path, 'latin1')
      : stats.isSymbolicLink()
        ? readlinkSync(path)
        : '';
    lines.push([path, mode, uid, gid, nlink, ino, mtimeNs, ctimeNs, content].join(' '));
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  visit(root);
  return lines.join('\n');
}

/** One line that says what is wrong, and no trace of our code: what a refused build ends with. */
export function endsCleanly({ code, stderr }: CommandResult): boolean {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  return code === 0 || (code === 1 && /^slipway: \S/.test(last) && !stderr.includes('\n    at '));
}
