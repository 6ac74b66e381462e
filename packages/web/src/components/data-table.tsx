import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';

/** One column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Its word for `Sorting.by`; without one the column cannot be sorted. */
  readonly sortKey?: string;
  readonly align?: 'left' | 'right';
  /** On a phone, where rows are cards, the first column is the title and this one is left out. */
  readonly hideOnPhone?: boolean;
  readonly width?: number | string;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (keys: Set<string>) => void;
  /** Rows that cannot be chosen, and why. */
  readonly refused?: (key: string) => string | undefined;
}

/** A table that sorts and selects; on a phone each row is a card. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  rowLabel,
  sorting,
  onSort,
  selection,
}: {
  /** What the rows are, for those who hear the table. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A row's name, for its checkbox. */
  rowLabel?: (row: Row) => string;
  sorting?: Sorting | undefined;
  onSort?: (sorting: Sorting) => void;
  selection?: Selection | undefined;
}) {
  const choosable = rows.map(rowKey).filter((key) => !selection?.refused?.(key));
  return (
    <div className="sw-table-frame">
      <Table className="sw-table" aria-label={label} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w={40}>
                <SelectAll {...{ label, choosable, selection }} />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Table.Th
                key={column.key}
                w={column.width}
                ta={column.align ?? 'left'}
                aria-sort={ariaSort(column, sorting)}
              >
                <HeaderCell {...{ column, sorting, onSort }} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <Table.Tr key={key} data-selected={selection?.keys.has(key) || undefined}>
                {selection && (
                  <Table.Td className="sw-table-check">
                    <SelectRow {...{ selection, id: key, label: rowLabel?.(row) ?? key }} />
                  </Table.Td>
                )}
                {columns.map((column) => (
                  <Table.Td
                    key={column.key}
                    ta={column.align ?? 'left'}
                    data-label={column.header}
                    data-phone={column.hideOnPhone ? 'hidden' : undefined}
                  >
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function ariaSort<Row>(column: Column<Row>, sorting: Sorting | undefined) {
  if (column.sortKey === undefined || sorting?.by !== column.sortKey) return undefined;
  return sorting.descending ? 'descending' : 'ascending';
}

function HeaderCell<Row>({
  column,
  sorting,
  onSort,
}: {
  column: Column<Row>;
  sorting: Sorting | undefined;
  onSort: ((sorting: Sorting) => void) | undefined;
}) {
  const { sortKey } = column;
  if (column.header === '') return <span className="sw-hidden-words">Actions</span>;
  if (sortKey === undefined || !onSort) return column.header;
  const isSorted = sorting?.by === sortKey;
  const Icon = !isSorted ? ChevronsUpDown : sorting.descending ? ArrowDown : ArrowUp;
  return (
    <UnstyledButton
      className="sw-sort"
      onClick={() => onSort({ by: sortKey, descending: isSorted ? !sorting.descending : false })}
    >
      {column.header}
      <Icon size={13} aria-hidden="true" />
    </UnstyledButton>
  );
}

function SelectAll({
  label,
  choosable,
  selection,
}: {
  label: string;
  choosable: readonly string[];
  selection: Selection;
}) {
  const chosen = choosable.filter((key) => selection.keys.has(key));
  const all = choosable.length > 0 && chosen.length === choosable.length;
  return (
    <Checkbox
      aria-label={`Select all ${label}`}
      checked={all}
      indeterminate={!all && chosen.length > 0}
      disabled={choosable.length === 0}
      onChange={() => selection.onChange(all ? new Set() : new Set(choosable))}
    />
  );
}

function SelectRow({ selection, id, label }: { selection: Selection; id: string; label: string }) {
  const refusal = selection.refused?.(id);
  return (
    <Checkbox
      aria-label={`Select ${label}`}
      title={refusal}
      disabled={refusal !== undefined}
      checked={selection.keys.has(id)}
      onChange={() => {
        const next = new Set(selection.keys);
        if (!next.delete(id)) next.add(id);
        selection.onChange(next);
      }}
    />
  );
}
