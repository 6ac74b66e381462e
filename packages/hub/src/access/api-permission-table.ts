import { type PlaceKind, rows } from './api-permission-rows.ts';

/** Every route of the API, by hand: whom it lets through. */
export const apiTable: Readonly<Record<string, keyof typeof rows>> = {
  'GET /v2/openapi.json': 'anyone',
  'GET /token': 'anyone',
  'POST /token': 'anyone',
  'GET /token/jwks.json': 'anyone',
  'GET /.well-known/jwks.json': 'anyone',
  'POST /v2/users/login': 'anyone',
  'POST /v2/auth/token': 'anyone',
  'POST /v2/auth/keys/rotate': 'administrator',
  'GET /v2/user': 'account',
  'PATCH /v2/user': 'password',
  'POST /v2/user/password': 'password',
  'GET /v2/users': 'administrator',
  'POST /v2/users': 'administrator',
  'PATCH /v2/users/{username}': 'administrator',
  'DELETE /v2/users/{username}': 'administrator',
  'GET /v2/access-tokens': 'password',
  'POST /v2/access-tokens': 'password',
  'GET /v2/access-tokens/{uuid}': 'password',
  'PATCH /v2/access-tokens/{uuid}': 'password',
  'DELETE /v2/access-tokens/{uuid}': 'password',
  'GET /v2/namespaces/{namespace}/repositories': 'filtered',
  'GET /v2/repositories/{namespace}': 'filtered',
  'POST /v2/namespaces/{namespace}/repositories': 'create',
  'POST /v2/repositories/{namespace}': 'create',
  'GET /v2/namespaces/{namespace}/repositories/{repository}': 'pull',
  'GET /v2/repositories/{namespace}/{repository}': 'pull',
  'PATCH /v2/namespaces/{namespace}/repositories/{repository}': 'administer',
  'PATCH /v2/repositories/{namespace}/{repository}': 'administer',
  'DELETE /v2/namespaces/{namespace}/repositories/{repository}': 'administer',
  'DELETE /v2/repositories/{namespace}/{repository}': 'administer',
};

/** What each caller gets; undefined where the row does not differ by place and `kind` is not the first. */
export function rowsOf(row: keyof typeof rows, kind: PlaceKind): readonly string[] | undefined {
  const found = rows[row];
  if (typeof found !== 'string') return found[kind].split(' ');
  return kind === 'public' ? found.split(' ') : undefined;
}
