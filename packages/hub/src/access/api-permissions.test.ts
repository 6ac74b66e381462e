import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { acmeScene } from '../testing/acme-scene.ts';
import { send } from '../testing/client.ts';
import { startGate } from '../testing/gate.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { writeRowsCommand } from '../testing/write-rows.ts';
import { callers, type PlaceKind, places } from './api-permission-rows.ts';
import { apiTable, rowsOf } from './api-permission-table.ts';

describeOnEveryDatabase('who may call which route of the API', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [writeRowsCommand] });
    const hub = await startTestHub({ database, clock });
    const gate = await startGate({ database, clock, hub: hub.hub });
    return { ...hub, gate, scene: await acmeScene({ ...hub, database, clock }) };
  }

  test('the table by hand has every route, once', async () => {
    const { hub } = await start();
    const routes = hub.routes.map(({ method, template }) => `${method} ${template}`);
    expect(routes.sort()).toEqual(Object.keys(apiTable).sort());
  });

  test('every route, by caller and visibility', async () => {
    const { origin, gate, scene } = await start();
    const seen: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [route, row] of Object.entries(apiTable)) {
      for (const kind of places) {
        const expected = rowsOf(row, kind);
        if (expected === undefined) continue;
        for (const [index, caller] of callers.entries()) {
          const key = `${route} ${kind} ${caller}`;
          const status = expected[index] ?? '';
          wanted[key] = status;
          // Who is let through is asked of the gate, which has the same locks and nothing behind them;
          // who is not is asked of the hub itself.
          const where = status === '-' ? gate : origin;
          const answer = await ask(where, { route, kind, bearer: scene.tokens.get(caller) });
          seen[key] = answer === 200 && status === '-' ? '-' : String(answer);
        }
      }
    }
    expect(seen).toEqual(wanted);
  }, 600_000);
});

async function ask(
  origin: string,
  asked: { route: string; kind: PlaceKind; bearer: string | undefined },
): Promise<number> {
  const [method = '', template = ''] = asked.route.split(' ');
  const path = template
    .replace('{namespace}', 'acme')
    .replace('{org}', 'acme')
    .replace('{repository}', `subject-${asked.kind}`)
    .replace('{uuid}', '00000000-0000-4000-8000-000000000000')
    .replaceAll(/\{[^}]+\}/g, '1');
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
  const { status } = await send(`${origin}${path}`, { method, bearer: asked.bearer, ...body });
  return status;
}
