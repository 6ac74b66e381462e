import type { OpenedDatabase } from '@slipway/database';
import type { TestDatabases } from '@slipway/database/testing';
import type { HubSettings } from '../hub-settings.ts';
import type { Mailer } from '../mail/mailer.ts';
import { type Answer, apiToken, makeAccount, send } from './client.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestHub,
  type TestTables,
} from './test-hub.ts';

/** Who is there: an owner, an editor and a member of `acme`, and somebody who is none of it. */
const names = ['olga', 'eddy', 'mia', 'sam'] as const;
type Name = (typeof names)[number];
/** Who may ask; `nobody` without a token. */
export type Asker = Name | 'admin' | 'nobody';

/** Two workers of one hub with the organization `acme`. */
export interface TestOrganization {
  readonly clock: TestClock;
  readonly database: OpenedDatabase<TestTables>;
  readonly one: TestHub;
  readonly other: TestHub;
  readonly bearers: Readonly<Record<Asker, string | undefined>>;
  /** Asks the first worker. */
  ask(as: Asker, request: string, body?: unknown): Promise<Answer>;
  /** As {@link ask}, and throws where the answer is an error. */
  must(as: Asker, request: string, body?: unknown): Promise<Answer>;
}

/** Starts them; a request is `GET /v2/orgs/acme`. */
export async function startOrganization(
  databases: TestDatabases,
  options: { settings?: Partial<HubSettings>; mailer?: Mailer } = {},
): Promise<TestOrganization> {
  const clock = new TestClock();
  const database = await openTestDatabase(databases, { clock, ...options });
  const one = await startTestHub({ database, clock, ...options });
  const other = await startTestHub({ database, clock, ...options });
  const bearers: Record<Asker, string | undefined> = {
    admin: await apiToken(one.origin, 'admin', adminPassword),
    nobody: undefined,
    ...{ olga: undefined, eddy: undefined, mia: undefined, sam: undefined },
  };
  for (const name of names) {
    bearers[name] = await apiToken(one.origin, name, await makeAccount(one.origin, name));
  }
  const ask = (as: Asker, request: string, body?: unknown) => {
    const [method = 'GET', path = ''] = request.split(' ');
    const bearer = bearers[as];
    return send(`${one.origin}${path}`, {
      method,
      bearer,
      ...(body === undefined ? {} : { body }),
    });
  };
  const must = async (as: Asker, request: string, body?: unknown) => {
    const answer = await ask(as, request, body);
    if (answer.status < 300) return answer;
    throw new Error(`${as} ${request}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  await must('olga', 'POST /v2/orgs', { orgname: 'acme', full_name: 'Acme & Sons' });
  for (const [member, role] of [
    ['eddy', 'editor'],
    ['mia', 'member'],
  ] as const) {
    await must('admin', 'POST /v2/orgs/acme/members', { member, role });
  }
  return { clock, database, one, other, bearers, ask, must };
}

/** Makes a repository of `acme`, private where nothing else is said. */
export async function makeRepository(
  { must }: TestOrganization,
  name: string,
  isPrivate = true,
): Promise<void> {
  const body = { name, is_private: isPrivate };
  await must('olga', 'POST /v2/namespaces/acme/repositories', body);
}
