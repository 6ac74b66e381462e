import type { CopyInstruction, Stage } from '@slipway/dockerfile';
import { createExpander } from '@slipway/dockerfile';
import { BuildError } from '../errors.ts';
import type { CopySource } from '../graph/vertex.ts';
import { isHttpSource, parseGitReference } from './git-reference.ts';
import { atLines, invalid } from './plan-error.ts';
import type { PlanOptions } from './planning.ts';
import type { Variables } from './variables.ts';

/** The argument's name. */
export const epochArgument = 'SOURCE_DATE_EPOCH';

/**
 * The seconds that a SOURCE_DATE_EPOCH stands for: a number, `context` or a named context (the time it
 * gives itself), or a stage that only fetches one file or repository. Undefined where it is empty or
 * the source knows no time. Throws for anything else.
 */
export async function resolveSourceDateEpoch(
  value: string,
  options: PlanOptions,
  globals: Variables,
): Promise<number | undefined> {
  if (value === '') return undefined;
  if (/^[+-]?\d+$/.test(value)) return checkedSeconds(value);
  const { namedContexts } = options.request;
  if (value === 'context' || namedContexts.has(value)) return await options.contextTime(value);
  const stage = options.dockerfile.stages.find(
    ({ from }) => from.alias?.toLowerCase() === value.toLowerCase(),
  );
  if (!stage) throw invalid(`invalid SOURCE_DATE_EPOCH: ${value}`);
  const source = atLines(stage.from.range, () => onlySource(stage, options, globals));
  if (!options.sourceTime)
    throw new BuildError(
      'INVALID_REQUEST',
      `SOURCE_DATE_EPOCH from the stage ${value}: not supported here`,
    );
  return await options.sourceTime(source);
}

function checkedSeconds(value: string): number {
  const seconds = Number(value);
  if (!Number.isSafeInteger(seconds)) throw invalid(`invalid SOURCE_DATE_EPOCH: ${value}`);
  return seconds;
}

type RemoteSource = Extract<CopySource, { kind: 'url' | 'git' }>;

function onlySource(stage: Stage, options: PlanOptions, globals: Variables): RemoteSource {
  const variables = globals.copy();
  variables.delete(epochArgument);
  const expander = createExpander(options.dockerfile.escape);
  const buildArguments = new Map(Object.entries(options.request.buildArguments));
  const expand = (text: string) => expander.word(text, (name) => variables.get(name)).text;
  if (expand(stage.from.image) !== 'scratch')
    throw invalid('SOURCE_DATE_EPOCH stage must use FROM scratch');
  const sources: RemoteSource[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.kind === 'ARG')
      for (const { name, default: fallback } of instruction.arguments) {
        const value =
          buildArguments.get(name) ?? (fallback === undefined ? undefined : expand(fallback));
        if (value !== undefined) variables.set(name, value);
      }
    else if (instruction.kind === 'ADD') sources.push(remoteSource(instruction, expand));
    else
      throw invalid(
        `SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported ${instruction.kind} instruction`,
      );
  }
  const [source, ...more] = sources;
  if (!source || more.length > 0)
    throw invalid('SOURCE_DATE_EPOCH stage must contain exactly one remote ADD');
  return source;
}

function remoteSource(add: CopyInstruction, expand: (text: string) => string): RemoteSource {
  const [path, ...more] = add.sources;
  if (path === undefined || more.length > 0 || add.heredocs.length > 0)
    throw invalid('SOURCE_DATE_EPOCH stage must contain exactly one remote ADD source');
  const url = expand(path);
  const given = expand(add.checksum ?? '');
  const git = parseGitReference(url);
  if (!git && !isHttpSource(url))
    throw invalid('SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD');
  const checksum = given || git?.checksum;
  const common = { url, ...(checksum ? { checksum } : {}) };
  return git
    ? { kind: 'git', ...common, keepGitDir: git.keepGitDir ?? add.keepGitDir ?? false }
    : { kind: 'url', ...common };
}
