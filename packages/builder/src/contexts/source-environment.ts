import { readSecret } from '../execute/secrets.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { BuildRequest } from '../request/build-request.ts';

/** What fetching from elsewhere needs of the build. */
export interface SourceEnvironment {
  /** The build's state: what was fetched is kept in it. */
  readonly folder: string;
  /** The process's environment: proxies, SSH_AUTH_SOCK, PATH. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A secret of the build by id (HTTP_AUTH_TOKEN_host …); undefined where there is none. */
  readSecret?(id: string): Promise<Uint8Array | undefined>;
}

/** The value for an Authorization header: the secret `header` as it is, or a token by `scheme`. */
export async function authorization(
  environment: SourceEnvironment,
  secrets: { readonly header: string; readonly token: string; scheme(token: string): string },
): Promise<string | undefined> {
  const read = async (id: string): Promise<string | undefined> => {
    const value = await environment.readSecret?.(id);
    return value && Buffer.from(value).toString('utf8').trim();
  };
  const token = await read(secrets.token);
  return token === undefined ? read(secrets.header) : secrets.scheme(token);
}

/** What fetching needs, of a whole build. */
export function sourceEnvironment(
  request: Pick<BuildRequest, 'secrets'>,
  { folder, variables }: Pick<BuildEnvironment, 'folder' | 'variables'>,
): SourceEnvironment {
  return { folder, variables, readSecret: (id) => readSecret(id, request, variables) };
}
