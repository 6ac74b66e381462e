import {
  findPostgres,
  startPostgres,
} from '../../packages/database/src/testing/postgres-server.ts';

/** A server of the bench's own with an empty database, in memory as large as one machine's would be. */
export async function startBenchPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const bin = await findPostgres();
  if (bin === undefined) {
    throw new Error('PostgreSQL is not installed: apt-get install postgresql, or --engines sqlite');
  }
  const server = await startPostgres(bin, { sharedBuffers: '1GB' });
  return { url: await server.createDatabase('bench'), stop: () => server.stop() };
}
