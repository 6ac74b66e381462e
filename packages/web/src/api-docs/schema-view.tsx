import type { SchemaRow } from './schema-rows.ts';

/** A schema as nested lists: name, type, what holds. */
export function SchemaView({ row }: { row: SchemaRow }) {
  return (
    <div className="sw-schema">
      <SchemaType row={row} />
      <Members rows={row.members} />
    </div>
  );
}

function Members({ rows }: { rows: readonly SchemaRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.name}>
          <code className="sw-schema-name">{row.name}</code>{' '}
          {!row.required && <span className="sw-schema-note">optional</span>}{' '}
          <SchemaType row={row} />
          <Members rows={row.members} />
        </li>
      ))}
    </ul>
  );
}

function SchemaType({ row }: { row: SchemaRow }) {
  return (
    <>
      <span className="sw-schema-type">{row.type}</span>
      {row.notes.map((note) => (
        <span key={note} className="sw-schema-note">
          {' '}
          · {note}
        </span>
      ))}
    </>
  );
}
