import { writeFile } from 'node:fs/promises';
import {
  type BuildEnvironment,
  type BuildEvent,
  type BuildRequest,
  type BuildResult,
  build,
  buildFromCache,
} from '@slipway/builder';
import { inBuildNamespace, RuntimeError } from '@slipway/runtime';
import type { BuildDisplay } from '../build/build-display.ts';
import { BuildState } from '../build/build-state.ts';
import { createDisplay, type DisplayKind, readDisplayKind } from '../build/create-display.ts';
import { describeFailure } from '../build/describe-failure.ts';
import { describeResult } from '../build/describe-result.ts';
import { JsonDisplay } from '../build/json-display.ts';
import { painter } from '../build/paint.ts';
import { readBuildRequest, readsStandardInput } from '../build/read-build-request.ts';
import { withBuildEnvironment } from '../build/with-build-environment.ts';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { shortName } from '../images/find-local-image.ts';
import { reenter } from '../namespace/reenter.ts';
import { ProcessExit } from '../process-exit.ts';
import { summarize } from '../report-error.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway build CONTEXT`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const kind = readDisplayKind(context, input);
  checkAccepted(input);
  const readsInput = readsStandardInput(input);
  checkOutput(context, input);
  // What is read from standard input here could not be read inside again.
  const unavailable = readsInput && !inBuildNamespace() ? await enter(context) : undefined;
  const hub = await defaultHub(context, input);
  const request = await readBuildRequest(context, input, hub);
  const command = new BuildCommand({ context, input, kind, hub, request });
  await command.run(inBuildNamespace() || readsInput, unavailable);
}

/** Docker's attestations are not made here; scripts that switch them off may go on doing so. */
function checkAccepted(input: CommandInput): void {
  for (const name of ['provenance', 'sbom']) {
    const value = input.text(name);
    if (value !== undefined && value !== 'false' && value !== '0') {
      throw usageError(`--${name} ${value}: attestations are not made`, `Leave out --${name}`);
    }
  }
}

/** Nobody wants to read a tar. */
function checkOutput({ stdout }: Context, input: CommandInput): void {
  const toOutput = input.list('output').some((each) => /^-$|(?:^|,)dest=-(?:,|$)/.test(each));
  if (!toOutput || stdout.isTTY !== true) return;
  throw usageError(
    '--output: standard output is a terminal',
    'Redirect it, or name a file: dest=…',
  );
}

/** Comes back only where there is no way in, with the reason: then as much is built as needs none. */
async function enter(context: Context): Promise<RuntimeError> {
  try {
    return await reenter(context);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'NAMESPACE_UNAVAILABLE') return error;
    throw error;
  }
}

interface BuildCommandParts {
  readonly context: Context;
  readonly input: CommandInput;
  readonly kind: DisplayKind;
  readonly hub: string;
  readonly request: BuildRequest;
}

class BuildCommand {
  readonly #parts: BuildCommandParts;
  readonly #state = new BuildState();
  #display: BuildDisplay | undefined;

  constructor(parts: BuildCommandParts) {
    this.#parts = parts;
  }

  /** `unavailable`: why nothing can be run here, in containers. */
  async run(inside: boolean, unavailable: RuntimeError | undefined): Promise<void> {
    try {
      const result = inside ? await this.#build(unavailable) : await this.#fromCacheOrInside();
      this.#display?.finish();
      await this.#finish(result);
    } catch (error) {
      this.#display?.finish();
      if (!(error instanceof ProcessExit)) this.#fail(error);
      throw error;
    }
  }

  async #fromCacheOrInside(): Promise<BuildResult> {
    const cached = await this.#with((environment) =>
      buildFromCache(this.#parts.request, environment),
    );
    if (cached) return cached;
    return this.#build(await enter(this.#parts.context));
  }

  #build(unavailable: RuntimeError | undefined): Promise<BuildResult> {
    return this.#with((environment) => build(this.#parts.request, environment), unavailable);
  }

  #with<T>(
    work: (environment: BuildEnvironment) => Promise<T>,
    unavailable?: RuntimeError,
  ): Promise<T> {
    const { context, input, hub } = this.#parts;
    const { signal } = context;
    const options = { input, hub, onEvent: this.#onEvent, signal, unavailable };
    return withBuildEnvironment(context, options, work);
  }

  readonly #onEvent = (event: BuildEvent): void => {
    const { context, kind } = this.#parts;
    this.#state.take(event);
    this.#display ??= createDisplay(kind, context, this.#state);
    this.#display.take(event);
  };

  async #finish(result: BuildResult): Promise<void> {
    const { context, input, kind, hub, request } = this.#parts;
    const id = result.configDigest ?? result.image?.digest;
    const idFile = input.text('iidfile');
    if (idFile !== undefined && id !== undefined) await writeFile(idFile, id);
    const metadataFile = input.text('metadataFile');
    if (metadataFile !== undefined) {
      await writeFile(metadataFile, `${JSON.stringify(result.metadata, undefined, 2)}\n`);
    }
    if (kind === 'quiet') {
      if (id !== undefined && !this.#usesStandardOutput()) context.stdout.write(`${id}\n`);
    } else if (kind === 'json') {
      const { image, configDigest, summary } = result;
      const end = { type: 'result', tags: request.tags, image, configDigest, summary };
      new JsonDisplay(context.stderr).say(end);
    } else {
      context.stderr.write(
        describeResult({
          result,
          request,
          warnings: this.#state.warnings,
          // Since the process began: what users wait for.
          duration: performance.now(),
          shorten: (tag) => shortName(tag, hub),
          paint: this.#paint(),
        }),
      );
    }
  }

  /** Shows what the error's own line, printed by whoever catches it, does not say. */
  #fail(error: unknown): void {
    const { context, kind } = this.#parts;
    if (kind !== 'json') {
      context.stderr.write(describeFailure(error, this.#state, this.#paint()));
      return;
    }
    const { message, advice, exitCode } = summarize(error, context.signal.aborted);
    new JsonDisplay(context.stderr).say({ type: 'error', message, advice, exitCode });
    throw new ProcessExit(exitCode);
  }

  #paint() {
    const { environment, stderr } = this.#parts.context;
    return painter(stderr.isTTY === true && !environment.NO_COLOR && this.#parts.kind === 'tty');
  }

  #usesStandardOutput(): boolean {
    return this.#parts.request.outputs.some(({ destination }) => destination === '-');
  }
}
