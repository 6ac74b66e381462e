import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import type { HttpResponse } from '../transport/http.ts';
import type { RegistrySession } from '../transport/session.ts';

/** A list that a registry gives page by page. */
export interface PagedList extends Cancellable {
  readonly registry: string;
  readonly path: string;
  readonly action: string;
  readonly scopes: readonly string[];
}

const pageSize = 1000;
const pageLimit = 8 * 1024 * 1024;

/** The documents of a list's pages, following Link (distribution spec, "Listing Tags"). */
export async function* pages(
  session: RegistrySession,
  list: PagedList,
): AsyncGenerator<Record<string, unknown>> {
  const { path, ...rest } = list;
  const seen = new Set<string>();
  let target: string | URL | undefined = path;
  while (target !== undefined) {
    seen.add(String(target));
    const response: HttpResponse = await session.send({
      ...rest,
      method: 'GET',
      target,
      headers: { accept: 'application/json, */*;q=0.5' },
      expect: [200],
    });
    yield parsePage(await response.bytes(pageLimit), list.registry);
    target = nextPage(response);
    // A registry whose last page links to itself must not keep a client forever.
    if (target !== undefined && seen.has(String(target))) return;
  }
}

/** The names under `member` in the pages of a list. */
export async function* pagedNames(
  session: RegistrySession,
  list: PagedList & { readonly member: string },
): AsyncGenerator<string> {
  const { member, ...rest } = list;
  const first = { ...rest, path: `${list.path}?n=${pageSize}` };
  for await (const page of pages(session, first)) {
    const names = page[member];
    // An empty list is `null` in registries written in Go.
    if (names === null || names === undefined) continue;
    if (!Array.isArray(names)) throw unreadable(list.registry, `${member} is not a list`);
    for (const name of names) if (typeof name === 'string') yield name;
  }
}

function nextPage(response: HttpResponse): URL | undefined {
  const link = response.header('link');
  const next = link && /<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next"?/i.exec(link)?.[1];
  if (!next || !URL.canParse(next, response.url.href)) return undefined;
  const url = new URL(next, response.url);
  // Behind a proxy a registry may not know its own scheme or host: the page is asked where the
  // first was, which also keeps the token at home.
  return new URL(`${url.pathname}${url.search}`, response.url);
}

function parsePage(bytes: Uint8Array, registry: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw unreadable(registry, (cause as Error).message);
  }
  if (typeof value !== 'object' || value === null) throw unreadable(registry, 'not an object');
  return value as Record<string, unknown>;
}

function unreadable(registry: string, problem: string): RemoteError {
  return new RemoteError('INVALID_RESPONSE', `${registry} sent an unreadable list: ${problem}`, {
    registry,
  });
}
