import type {
  PingOptions,
  RegistryClient,
  RegistryClientOptions,
  RemoteRepository,
} from './client.ts';
import type { Credential, CredentialSource } from './credentials/credential.ts';
import type { Cancellable, RepositoryLocation } from './ports.ts';
import { pagedNames } from './repository/paging.ts';
import { createRemoteRepository } from './repository/remote-repository.ts';
import { RegistrySession } from './transport/session.ts';

/** A client for any number of registries. Close it, or its connections keep the process alive. */
export function createRegistryClient(options: RegistryClientOptions = {}): RegistryClient {
  const session = new RegistrySession(options, options.credentials);
  return {
    repository: (location: RepositoryLocation): RemoteRepository =>
      createRemoteRepository(session, location),
    ping: (registry: string, ping: PingOptions = {}): Promise<void> =>
      ping.credential
        ? pingAs(ping.credential, { registry, options, ping })
        : pingWith(session, registry, ping),
    catalog: (registry: string, listing: Cancellable = {}): AsyncIterable<string> =>
      pagedNames(session, {
        ...listing,
        registry,
        path: '/v2/_catalog',
        member: 'repositories',
        action: 'list repositories',
        scopes: ['registry:catalog:*'],
      }),
    baseUrl: (registry: string, asked: Cancellable = {}): Promise<URL> =>
      session.base(registry, asked),
    close: (): Promise<void> => session.close(),
  };
}

async function pingAs(
  credential: Credential,
  {
    registry,
    options,
    ping,
  }: { registry: string; options: RegistryClientOptions; ping: PingOptions },
): Promise<void> {
  const source: CredentialSource = { get: async () => credential };
  const session = new RegistrySession(options, source);
  try {
    await pingWith(session, registry, ping);
  } finally {
    await session.close();
  }
}

async function pingWith(
  session: RegistrySession,
  registry: string,
  options: Cancellable,
): Promise<void> {
  const response = await session.send({
    ...options,
    registry,
    action: `log in to ${registry}`,
    method: 'GET',
    target: '/v2/',
    scopes: [],
    expect: [200],
  });
  await response.discard();
}
