/**
 * Run within the namespaces by the tests: reads a request from the file named first, runs its
 * containers one after the other and writes what came of them as one JSON line each.
 */
import { readFileSync } from 'node:fs';
import { type ContainerSpec, createContainerRuntime, RuntimeError } from '@slipway/runtime';

export interface ContainerRequest extends Partial<ContainerSpec> {
  readonly root: string;
  readonly arguments: readonly string[];
  /** Abort so many milliseconds after it wrote its first output. */
  readonly abortAfter?: number;
  /** Sent once it has written its first output. */
  readonly signalAfterOutput?: NodeJS.Signals;
}

export interface ContainerResult {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  readonly error?: { readonly code?: string; readonly message: string; readonly advice?: string };
}

const [requestFile = '', stateFolder = ''] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(requestFile, 'utf8')) as readonly ContainerRequest[];
const setupStart = performance.now();
const runtime = await createContainerRuntime({ stateFolder, environment: process.env }).catch(
  (error: unknown) => {
    write({ stdout: '', stderr: '', milliseconds: 0, error: described(error) });
    process.exit(0);
  },
);
if (process.env.SHOW_SETUP) {
  process.stderr.write(`${runtime.name}: ${performance.now() - setupStart} ms\n`);
}
for (const request of requests) write(await run(request));

async function run(request: ContainerRequest): Promise<ContainerResult> {
  const output: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  const abort = new AbortController();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  let began = false;
  const start = performance.now();
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
    const code = await runtime.run(spec, {
      signal: abort.signal,
      onStarted: (container) => {
        kill = (signal) => container.kill(signal);
      },
      streams: {
        kind: 'piped',
        onOutput(stream, data) {
          output[stream] += Buffer.from(data).toString();
          if (began) return;
          began = true;
          if (request.abortAfter !== undefined) setTimeout(() => abort.abort(), request.abortAfter);
          const { signalAfterOutput } = request;
          if (signalAfterOutput) setTimeout(() => kill(signalAfterOutput), 100);
        },
      },
    });
    return { code, ...output, milliseconds: performance.now() - start };
  } catch (error) {
    return { ...output, milliseconds: performance.now() - start, error: described(error) };
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
