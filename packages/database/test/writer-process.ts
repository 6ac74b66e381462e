import { openDatabase, serveCommands } from '../src/index.ts';
import { processPort } from './process-port.ts';
import { type ShelfTables, shelf } from './shelf.ts';

/** Opens the database of its argument, says so, and runs commands for its parent until it is killed. */
const url = process.argv[2] ?? '';
try {
  const database = await openDatabase<ShelfTables>({ url, ...shelf });
  serveCommands(database, processPort(process as Required<typeof process>));
  process.send?.({ kind: 'ready' });
  process.on('disconnect', () => database.close());
} catch (error) {
  process.send?.({ kind: 'failed', reason: String(error) });
  process.disconnect();
}
