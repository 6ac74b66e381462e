/**
 * Run by the tests: reads requests from the file named first, runs their containers one after the
 * other, within the namespaces as the command does, and writes what came of each as a JSON line.
 */
import { readFileSync } from 'node:fs';
import {
  type ContainerSpec,
  createContainerRuntime,
  enterBuildNamespace,
  inBuildNamespace,
  RuntimeError,
} from '@slipway/runtime';

export interface ContainerRequest extends Partial<ContainerSpec> {
  readonly root: string;
  readonly arguments: readonly string[];
  /** Abort so many milliseconds after it wrote its first output. */
  readonly abortAfter?: number;
  /** Its own input and output are the driver's instead of being told in the result. */
  readonly inherited?: { readonly terminal: boolean; readonly input: boolean };
  /** Sent once it has written its first output. */
  readonly signalAfterOutput?: NodeJS.Signals;
}

export interface ContainerResult {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: { readonly code?: string; readonly message: string; readonly advice?: string };
}

if (!inBuildNamespace()) {
  process.exit(await enterBuildNamespace({ argv: process.argv.slice(1) }));
}
const [requestFile = '', stateFolder = ''] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(requestFile, 'utf8')) as readonly ContainerRequest[];
const runtime = await createContainerRuntime({ stateFolder, environment: process.env }).catch(
  (error: unknown) => {
    write({ stdout: '', stderr: '', error: described(error) });
  },
);
for (const request of runtime ? requests : []) write(await run(request));

async function run(request: ContainerRequest): Promise<ContainerResult> {
  const output: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  const abort = new AbortController();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  let began = false;
  const spec: ContainerSpec = {
    environment: [],
    workingDirectory: '/',
    user: '',
    mounts: [],
    network: 'none',
    security: 'sandbox',
    hostname: 'slipway',
    extraHosts: [],
    ulimits: [],
    ...request,
  };
  try {
    const code = await runtime?.run(spec, {
      signal: abort.signal,
      onStarted: (container) => {
        kill = (signal) => container.kill(signal);
      },
      streams: request.inherited
        ? { kind: 'inherited', ...request.inherited }
        : {
            kind: 'piped',
            onOutput(stream, data) {
              output[stream] += Buffer.from(data).toString();
              if (began) return;
              began = true;
              if (request.abortAfter !== undefined)
                setTimeout(() => abort.abort(), request.abortAfter);
              const { signalAfterOutput } = request;
              if (signalAfterOutput) setTimeout(() => kill(signalAfterOutput), 100);
            },
          },
    });
    return { ...(code === undefined ? {} : { code }), ...output };
  } catch (error) {
    return { ...output, error: described(error) };
  }
}

function described(error: unknown): NonNullable<ContainerResult['error']> {
  const { message } = error as Error;
  if (!(error instanceof RuntimeError)) return { message };
  return { code: error.code, message, ...(error.advice ? { advice: error.advice } : {}) };
}

function write(result: ContainerResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
