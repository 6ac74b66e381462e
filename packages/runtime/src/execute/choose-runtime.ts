import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mount, mountFlags } from '@slipway/linux';
import { RuntimeError } from '../errors.ts';
import { findProgram, installAdvice } from './find-program.ts';
import type { NamespaceTraits } from './namespace-traits.ts';
import { type RuntimeProgram, versionOf } from './runtime-program.ts';
import type { MachineTraits } from './runtime-specification.ts';
import { tryRuntime } from './try-runtime.ts';

export interface ChosenRuntime {
  readonly program: RuntimeProgram;
  readonly traits: MachineTraits;
}

export interface RuntimeChoiceOptions {
  readonly searchPath: string;
  /** SLIPWAY_RUNTIME: the path or name of the only one to try. */
  readonly wanted: string | undefined;
  readonly stateFolder: string;
  readonly runFolder: string;
  readonly namespace: NamespaceTraits;
  readonly allCapabilities: readonly string[];
}

/** In this order: the one that most people have first. */
const candidates = ['runc', 'crun', 'youki'];

/** What is remembered of a choice, and what makes it void. */
interface RememberedChoice {
  readonly key: string;
  readonly program: RuntimeProgram;
  readonly variant: RuntimeVariant;
}

interface RuntimeVariant {
  readonly mountsSysfs: boolean;
  readonly mountsCgroups: boolean;
  readonly cgroups: boolean;
  /**
   * Whether the machine's cgroups have to be out of sight: crun refuses to start where version 1 and 2
   * are both mounted, whatever it is told to do with them.
   */
  readonly coversCgroups?: boolean;
}

/** From what Docker would do to what a machine grants that is itself a container. */
const variants: readonly RuntimeVariant[] = [
  { cgroups: true, mountsSysfs: true, mountsCgroups: true },
  { cgroups: false, mountsSysfs: true, mountsCgroups: true },
  { cgroups: false, mountsSysfs: true, mountsCgroups: false },
  { cgroups: false, mountsSysfs: false, mountsCgroups: false },
  { cgroups: false, mountsSysfs: true, mountsCgroups: false, coversCgroups: true },
];

/**
 * The first container runtime that really runs a container here, found out once and remembered until
 * the program or the machine's boot changes. Throws RUNTIME_UNAVAILABLE with the command that
 * installs one.
 */
export async function chooseRuntime(options: RuntimeChoiceOptions): Promise<ChosenRuntime> {
  const names = options.wanted ? [options.wanted] : candidates;
  const paths = names.flatMap((name) =>
    name.includes('/') ? name : (findProgram(name, options.searchPath) ?? []),
  );
  const key = choiceKey(paths, options);
  const file = join(options.stateFolder, `runtime-${options.namespace.outsideUid}.json`);
  const remembered = await readChoice(file);
  if (remembered?.key === key) {
    if (remembered.variant.coversCgroups) coverCgroups();
    return chosen(remembered, options);
  }

  const reasons: string[] = [];
  for (const path of paths) {
    const found = await tryVariants(path, options, reasons);
    if (!found) continue;
    await writeChoice(file, { key, ...found });
    return chosen(found, options);
  }
  throw unavailable(options, reasons);
}

async function tryVariants(
  path: string,
  options: RuntimeChoiceOptions,
  reasons: string[],
): Promise<Omit<RememberedChoice, 'key'> | undefined> {
  try {
    const name = await versionOf(path);
    for (const variant of variants) {
      if (variant.cgroups && options.namespace.userNamespace) continue;
      if (variant.coversCgroups) {
        if (!name.startsWith('crun')) continue;
        coverCgroups();
      }
      const program = { name, path, globalArguments: globalArguments(name, variant) };
      const failure = await tryRuntime(program, traitsOf(variant, options), options.runFolder);
      if (failure === undefined) return { program, variant };
      reasons.push(`${name}: ${failure}`);
    }
  } catch (error) {
    reasons.push(`${path}: ${(error as Error).message}`);
  }
  return undefined;
}

/** In our own mount namespace: nobody else notices. */
function coverCgroups(): void {
  mount({ source: 'slipway', target: '/sys/fs/cgroup', type: 'tmpfs', flags: mountFlags.readOnly });
}

function globalArguments(name: string, variant: RuntimeVariant): readonly string[] {
  if (variant.cgroups) return [];
  return name.startsWith('crun') ? ['--cgroup-manager=disabled'] : ['--rootless=true'];
}

function traitsOf(
  variant: RuntimeVariant,
  { namespace, allCapabilities }: RuntimeChoiceOptions,
): MachineTraits {
  return {
    ...variant,
    userNamespace: namespace.userNamespace,
    terminalGroup: namespace.mapsGroup(5),
    allCapabilities,
  };
}

function chosen(
  choice: Omit<RememberedChoice, 'key'>,
  options: RuntimeChoiceOptions,
): ChosenRuntime {
  return { program: choice.program, traits: traitsOf(choice.variant, options) };
}

function choiceKey(paths: readonly string[], { namespace }: RuntimeChoiceOptions): string {
  const programs = paths.map((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return [path, status?.mtimeMs ?? 0, status?.size ?? 0];
  });
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return JSON.stringify([2, boot, namespace.outsideUid, namespace.userNamespace, programs]);
}

async function readChoice(file: string): Promise<RememberedChoice | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RememberedChoice;
  } catch {
    // Absent or damaged: found out anew.
    return undefined;
  }
}

async function writeChoice(file: string, choice: RememberedChoice): Promise<void> {
  const temporary = `${file}.${process.pid}.${Date.now()}`;
  await mkdir(join(file, '..'), { recursive: true });
  try {
    await writeFile(temporary, JSON.stringify(choice));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function unavailable(options: RuntimeChoiceOptions, reasons: readonly string[]): RuntimeError {
  const advice = `install one: ${installAdvice('runc', options.searchPath)}`;
  if (reasons.length === 0) {
    const missing = options.wanted ?? 'runc, crun or youki';
    return new RuntimeError('RUNTIME_UNAVAILABLE', `no container runtime found (${missing})`, {
      advice,
    });
  }
  const message = `no container runtime works here: ${reasons.at(-1)}`;
  return new RuntimeError('RUNTIME_UNAVAILABLE', message, {
    cause: new AggregateError(
      reasons.map((reason) => new Error(reason)),
      reasons.join('; '),
    ),
    advice,
  });
}
