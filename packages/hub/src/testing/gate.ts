import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RouteContract } from '@slipway/api';
import type { OpenedDatabase } from '@slipway/database';
import { onTestFinished } from 'vitest';
import { handleRequest } from '../api/handle-request.ts';
import { HubRouter, implement } from '../api/hub-router.ts';
import type { Hub } from '../hub.ts';
import type { HubServices } from '../hub-services.ts';
import type { TestClock, TestTables } from './test-hub.ts';

/**
 * Serves the hub's routes with the hub's own locks and nothing behind them: 200 to whoever is let
 * through. Gives its origin.
 */
export async function startGate(options: {
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: TestClock;
  readonly hub: Hub;
}): Promise<string> {
  const contracts = new Set<RouteContract>(options.hub.routes.map(({ contract }) => contract));
  const router = new HubRouter(
    [...contracts].map((contract) => implement(contract, async () => ({ status: 200 }))),
  );
  // Without comparing answers with contracts: these are none.
  const { services: all } = options.hub;
  const services: HubServices = { ...all, settings: { ...all.settings, checksReplies: false } };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const context = { requestId: 'gate', origin, address: '192.0.2.1', log };
    void handleRequest({ services, router }, { request, response, context });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
