import type { ArgInstruction, Expander } from '@slipway/dockerfile';
import { formatPlatform, type Platform } from '@slipway/oci';
import { atLines } from './plan-error.ts';
import { Variables } from './variables.ts';

/** What decides the arguments that every stage may declare. */
export interface GlobalArgumentsInput {
  readonly declarations: readonly ArgInstruction[];
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly expander: Expander;
  readonly hostPlatform: Platform;
  readonly targetPlatform: Platform;
  /** TARGETSTAGE: the target's name, `default` where it has none. */
  readonly targetStage: string;
}

/** The names of {@link platformArguments}: never told as unused. */
export const platformArgumentNames: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap((side) =>
    ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((part) => side + part),
  ),
);

/** Platform arguments, then the ARGs before the first FROM; --build-arg beats both. */
export function globalArguments(input: GlobalArgumentsInput): Variables {
  const globals = new Variables();
  for (const [name, value] of platformArguments(input))
    globals.set(name, input.buildArguments.get(name) ?? value);
  for (const instruction of input.declarations)
    atLines(instruction.range, () => {
      for (const declared of instruction.arguments) {
        const given = input.buildArguments.get(declared.name);
        const value =
          given ??
          (declared.default === undefined
            ? undefined
            : input.expander.word(declared.default, (name) => globals.get(name)).text);
        if (value !== undefined) globals.set(declared.name, value);
      }
    });
  return globals;
}

function platformArguments(input: GlobalArgumentsInput): readonly (readonly [string, string])[] {
  const of = (side: string, platform: Platform) =>
    [
      [`${side}PLATFORM`, formatPlatform(platform)],
      [`${side}OS`, platform.os],
      [`${side}OSVERSION`, platform.osVersion ?? ''],
      [`${side}ARCH`, platform.architecture],
      [`${side}VARIANT`, platform.variant ?? ''],
    ] as const;
  return [
    ...of('BUILD', input.hostPlatform),
    ...of('TARGET', input.targetPlatform),
    ['TARGETSTAGE', input.targetStage],
  ];
}
