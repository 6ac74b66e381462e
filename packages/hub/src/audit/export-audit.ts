import type { AuditLog } from '@slipway/api';
import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';
import { csvLine } from './csv.ts';
import { type AuditFilter, auditEvents, shownColumns, shownEvent } from './read-audit.ts';

const atOnce = 500;
const columns = [
  ...(['timestamp', 'account', 'action', 'name', 'actor'] as const),
  ...(['address', 'client', 'action_description', 'data'] as const),
];

/** The events asked for, newest first, as CSV or with a JSON object on each line: read as it is sent. */
export async function* exportAudit(
  query: Kysely<HubTables>,
  filter: AuditFilter,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  const line = format === 'csv' ? csvOf : (event: AuditLog) => `${JSON.stringify(event)}\n`;
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await auditEvents(query, filter)
      .select(shownColumns)
      .where('event.id', '<', before)
      .orderBy('event.id', 'desc')
      .limit(atOnce)
      .execute();
    if (rows.length > 0) yield rows.map((row) => line(shownEvent(row, true))).join('');
    if (rows.length < atOnce) return;
    before = rows.at(-1)?.id ?? 0;
  }
}

function csvOf(event: AuditLog): string {
  return csvLine(
    columns.map((column) =>
      column === 'data' ? JSON.stringify(event.data) : (event[column] ?? ''),
    ),
  );
}
