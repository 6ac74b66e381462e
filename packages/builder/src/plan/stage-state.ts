import { DockerfileError, type LineRange } from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import type { BuiltConfig, PlannedHistory, PlannedImage, RootVertex } from '../graph/vertex.ts';
import { defaultPath, type LoadedBase } from './base-loader.ts';
import { joinWorkingDirectory } from './paths.ts';
import { type ExpandContext, expandWord, type PlatformPlanning } from './planning.ts';
import { type StepNames, stepText } from './step-name.ts';
import { splitVariable, Variables } from './variables.ts';

const historyComment = 'buildkit.dockerfile.v0';

/** An ARG as a stage declared it. */
export interface DeclaredArgument {
  readonly name: string;
  readonly value: string | undefined;
}

/** A stage while its instructions are planned one after the other. */
export class StageState {
  readonly planning: PlatformPlanning;
  /** Its name, or its index as text. */
  readonly stage: string;
  readonly platform: Platform;
  readonly ignoreCache: boolean;
  readonly names: StepNames;
  readonly base: PlannedImage['base'];
  root: RootVertex;
  config: BuiltConfig;
  author: string | undefined;
  variables: Variables;
  history: readonly PlannedHistory[];
  arguments: readonly DeclaredArgument[];
  /** Whether CMD stands in this very stage: ENTRYPOINT then leaves it. */
  hasCommand = false;
  /** Whether the instruction at hand came by ONBUILD. */
  onbuild = false;

  constructor(start: StageStart) {
    this.planning = start.planning;
    this.stage = start.stage;
    this.platform = start.platform;
    this.ignoreCache = start.ignoreCache;
    this.names = start.names;
    this.base = start.base;
    this.root = start.root;
    this.config = start.config;
    this.author = start.author;
    this.variables = start.variables;
    this.history = start.history;
    this.arguments = start.arguments;
    this.#applyBaseConfig();
  }

  /** Absolute. */
  get workingDirectory(): string {
    return this.config.WorkingDir || '/';
  }

  /** Adds a history entry; the vertex is the one whose layer belongs to it. */
  record(createdBy: string, vertex?: PlannedHistory['vertex']): void {
    const entry = { createdBy, comment: historyComment };
    this.history = [...this.history, vertex ? { ...entry, vertex } : entry];
  }

  expand(text: string, lines: LineRange): string {
    return expandWord(text, this.expandContext(lines));
  }

  /** An instruction for progress, its variables in place as far as they make sense. */
  show(source: string): string {
    try {
      const { text } = this.planning.expander.word(source, (name) => this.variables.get(name));
      return stepText(text);
    } catch (error) {
      // Quotes that do not balance in one part of the line are no mistake of the whole.
      if (error instanceof DockerfileError) return stepText(source);
      throw error;
    }
  }

  expandContext(lines: LineRange): ExpandContext {
    return {
      planning: this.planning,
      variables: this.variables,
      lines,
      declared: new Set(this.arguments.map((each) => each.name)),
    };
  }

  /** What every vertex of this stage has. */
  vertexBase(text: string, lines: LineRange) {
    const { platform, variables, onbuild } = this;
    return {
      name: this.names.next(text, { platform, variables, onbuild }),
      stage: this.stage,
      platform,
      lines,
      ignoreCache: this.ignoreCache,
    };
  }

  /** PATH is always set, the image's variables beat inherited arguments, its directory is absolute. */
  #applyBaseConfig(): void {
    const env = this.config.Env ?? [];
    const hasPath = env.some((entry) => splitVariable(entry)[0] === 'PATH');
    if (!hasPath && this.platform.os !== 'windows')
      this.config = { ...this.config, Env: [...env, defaultPath] };
    for (const entry of this.config.Env ?? []) this.variables.set(...splitVariable(entry));
    if (this.config.WorkingDir)
      this.config = {
        ...this.config,
        WorkingDir: joinWorkingDirectory('/', this.config.WorkingDir),
      };
  }
}

/** What a stage starts with. */
export interface StageStart {
  readonly planning: PlatformPlanning;
  readonly stage: string;
  readonly ignoreCache: boolean;
  readonly names: StepNames;
  readonly platform: Platform;
  readonly base: PlannedImage['base'];
  readonly root: RootVertex;
  readonly config: BuiltConfig;
  readonly author: string | undefined;
  readonly variables: Variables;
  readonly history: readonly PlannedHistory[];
  readonly arguments: readonly DeclaredArgument[];
}

/** What a stage that starts from another one takes over. */
export function inherit(base: StageState) {
  const { OnBuild: _, ...config } = base.config;
  return {
    platform: base.platform,
    base: base.base,
    root: base.root,
    config,
    author: base.author,
    variables: base.variables.copy(),
    history: base.history,
    arguments: base.arguments,
  };
}

/** What a stage that starts from an image, a context or nothing takes over. */
export function startFrom(loaded: LoadedBase, root: RootVertex) {
  const { image } = loaded;
  return {
    platform: loaded.platform,
    base: image && { config: image.config, history: image.config.history ?? [] },
    root,
    config: loaded.config,
    author: image?.config.author,
    variables: new Variables(),
    history: [],
    arguments: [],
  };
}
