import {
  createDockerCredentials,
  createRegistryClient,
  type RegistryClient,
  type RetryOptions,
} from '@slipway/remote';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { packageVersion } from '../version.ts';

/** How connections are made, from `--insecure` and `--ca-file`. */
export interface ConnectionSettings {
  readonly insecure: boolean;
  readonly caFile: string | undefined;
}

/** Reads the options that every command which calls a registry has. */
export function connectionSettings(context: Context, input: CommandInput): ConnectionSettings {
  return {
    insecure: input.flag('insecure'),
    caFile: input.text('caFile') ?? (context.environment.SLIPWAY_CA_FILE || undefined),
  };
}

/** Docker's credentials, for this user. */
export function openCredentials(context: Context): ReturnType<typeof createDockerCredentials> {
  return createDockerCredentials({ environment: { HOME: context.home, ...context.environment } });
}

/** Runs `work` with a registry client that is closed afterwards. */
export function withClient<T>(
  context: Context,
  input: CommandInput,
  work: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  // A question is answered soon or not at all.
  return useClient(work, { context, input, retry: { retries: 1 } });
}

/** The same for a transfer, which rides out a restart of the hub. */
export function withTransferClient<T>(
  context: Context,
  input: CommandInput,
  work: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  return useClient(work, { context, input });
}

async function useClient<T>(
  work: (client: RegistryClient) => Promise<T>,
  { context, input, ...options }: { context: Context; input: CommandInput; retry?: RetryOptions },
): Promise<T> {
  const { insecure, caFile } = connectionSettings(context, input);
  const client = createRegistryClient({
    ...options,
    credentials: openCredentials(context),
    insecure,
    ...(caFile === undefined ? {} : { caFile }),
    userAgent: `slipway/${await packageVersion(context)}`,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
