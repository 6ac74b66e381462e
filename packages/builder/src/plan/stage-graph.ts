import {
  type FromInstruction,
  type LineRange,
  type Stage,
  type StageInstruction,
  suggest,
} from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import { parseFromPlatform } from './from-platform.ts';
import { atLines, invalid, withSuggestion } from './plan-error.ts';
import type { PlatformPlanning } from './planning.ts';
import type { StageNode, Step } from './stage-node.ts';
import { StepNames } from './step-name.ts';

/** The stages of one platform, how they are found, and the images and contexts they name. */
export class StageGraph {
  readonly stages: readonly StageNode[];
  readonly #planning: PlatformPlanning;
  readonly #byName = new Map<string, StageNode>();
  readonly #sources = new Map<string, StageNode>();

  /** Throws BuildError and DockerfileError for names that cannot be, cycles, `--from` of no sense. */
  constructor(planning: PlatformPlanning) {
    this.#planning = planning;
    const { stages } = planning.options.dockerfile;
    this.stages = stages.map((stage) => this.#addStage(stage, stages.length === 1));
    for (const [index, node] of this.stages.entries())
      this.addSteps(node, stages[index]?.instructions ?? [], false);
    for (const node of this.stages) refuseCycle(node);
  }

  /** Stages by what messages call them. */
  labels(): readonly string[] {
    return this.stages.map((node) => node.label);
  }

  /** The stage to build: the last by default. Throws INVALID_REQUEST where there is none of the name. */
  target(name: string | undefined): StageNode {
    const found = name === undefined ? this.stages.at(-1) : this.#byName.get(name.toLowerCase());
    if (found) return found;
    const message = `target stage ${JSON.stringify(name)} could not be found`;
    const meant = suggest(name ?? '', this.labels(), { caseSensitive: true });
    throw new BuildError('INVALID_REQUEST', withSuggestion(message, meant));
  }

  /**
   * Puts instructions before (ONBUILD) or after a node's own. Returns whether they take files from
   * elsewhere.
   */
  addSteps(node: StageNode, instructions: readonly StageInstruction[], onbuild: boolean): boolean {
    const steps = instructions.map((instruction): Step => {
      const sources = atLines(instruction.range, () => this.#sourcesOf(instruction));
      for (const source of sources)
        if (source && !node.dependencies.has(source))
          node.dependencies.set(source, instruction.range);
      return { instruction, sources, onbuild };
    });
    node.steps = onbuild ? [...steps, ...node.steps] : [...node.steps, ...steps];
    return steps.some(({ sources }) => sources.some((source) => source !== undefined));
  }

  #addStage(stage: Stage, only: boolean): StageNode {
    const { from, index } = stage;
    const { loader, platform: target } = this.#planning;
    const baseName = this.#expand(from.image, from);
    if (baseName === '') throw invalid(`base name (${from.image}) should not be blank`, from.range);
    const platform = this.#platformOf(from);
    const replacement =
      from.alias === undefined ? undefined : loader.replacementOf(from.alias, platform ?? target);
    const label = from.alias ?? `stage-${index}`;
    const base = replacement === undefined ? this.#byName.get(baseName) : undefined;
    const node: StageNode = {
      ...emptyNode(baseName, from.range),
      ...{ index, from, alias: from.alias, label, platform, replacement, base },
      names: new StepNames(
        only ? '' : label,
        countSteps(stage, base !== undefined || baseName === 'scratch'),
        this.#planning.showPlatform,
      ),
    };
    if (from.alias !== undefined) this.#byName.set(from.alias.toLowerCase(), node);
    return node;
  }

  #expand(text: string, from: FromInstruction): string {
    const { expander, globals, options, warnings } = this.#planning;
    const expanded = atLines(from.range, () => expander.word(text, (name) => globals.get(name)));
    const declared = options.dockerfile.globalArguments.flatMap((each) =>
      each.arguments.map(({ name }) => name),
    );
    const known = [...globals.names(), ...declared];
    for (const name of expanded.unset)
      if (!known.includes(name)) warnings.undefinedArgumentInFrom(name, known, from.range);
    return expanded.text;
  }

  #platformOf(from: FromInstruction): Platform | undefined {
    if (from.platform === undefined) return undefined;
    const text = this.#expand(from.platform, from);
    if (text === '')
      throw invalid(`empty platform value from expression ${from.platform}`, from.range);
    const platform = parseFromPlatform(text, this.#planning.options.hostPlatform);
    if (!platform) throw invalid(`failed to parse platform ${JSON.stringify(text)}`, from.range);
    return platform;
  }

  #sourcesOf(instruction: StageInstruction): Step['sources'] {
    if (instruction.kind === 'RUN')
      return instruction.mounts.map((mount) => {
        const name = mountFrom(mount);
        return name === undefined ? undefined : this.#named(name, instruction.range);
      });
    if (instruction.kind !== 'COPY' || instruction.from === undefined) return [];
    return [this.#copySource(instruction.from, instruction.range)];
  }

  #copySource(from: string, lines: LineRange): StageNode {
    if (!/^[+-]?\d+$/.test(from)) return this.#named(from, lines);
    const node = this.stages[Number(from)];
    if (!node) throw invalid(`invalid stage index ${Number(from)}`);
    return node;
  }

  #named(name: string, lines: LineRange): StageNode {
    const known = this.#byName.get(name.toLowerCase()) ?? this.#sources.get(name);
    if (known) return known;
    const source = { ...emptyNode(name, lines), names: new StepNames('', 0, false) };
    this.#sources.set(name, source);
    return source;
  }
}

function emptyNode(baseName: string, lines: LineRange): Omit<StageNode, 'names'> {
  return {
    index: undefined,
    from: undefined,
    alias: undefined,
    label: baseName,
    baseName,
    platform: undefined,
    lines,
    replacement: undefined,
    base: undefined,
    steps: [],
    dependencies: new Map(),
    loaded: undefined,
    triggersAdded: false,
    state: undefined,
  };
}

const counted = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

function countSteps(stage: Stage, baseIsFree: boolean): number {
  const own = stage.instructions.filter(({ kind }) => counted.has(kind)).length;
  return own + (baseIsFree ? 0 : 1);
}

/** The `from` of a mount, before its variables are known: `from` itself takes none. */
function mountFrom(mount: string): string | undefined {
  const matches = [...mount.matchAll(/(?:^|,)"?from=([^,"]*)/gi)];
  return matches.at(-1)?.[1] || undefined;
}

function refuseCycle(start: StageNode): void {
  const path = new Set<StageNode>();
  const done = new Set<StageNode>();
  const visit = (node: StageNode): void => {
    if (done.has(node)) return;
    path.add(node);
    for (const [next, lines] of node.dependencies) {
      if (path.has(next))
        throw invalid(`circular dependency detected on stage: ${next.label}`, lines);
      visit(next);
    }
    path.delete(node);
    done.add(node);
  };
  visit(start);
}
