import { formatBytes } from '../format/bytes.ts';

/** A size, with the exact count on hover. */
export function Bytes({
  value,
  absent = '–',
}: {
  value?: number | null | undefined;
  absent?: string;
}) {
  if (value === undefined || value === null) return <span className="sw-quiet">{absent}</span>;
  return (
    <span className="sw-nowrap sw-tabular" title={`${value.toLocaleString('en')} bytes`}>
      {formatBytes(value)}
    </span>
  );
}
