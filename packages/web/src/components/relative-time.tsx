import { Tooltip } from '@mantine/core';
import { formatRelativeTime, formatTime } from '../format/time.ts';

/** When something was, as people say it; the exact time on hover or focus. */
export function RelativeTime({
  at,
  absent = 'never',
}: {
  at?: string | null | undefined;
  absent?: string;
}) {
  if (!at) return <span className="sw-quiet">{absent}</span>;
  const time = new Date(at);
  return (
    <Tooltip label={formatTime(time)}>
      <time dateTime={at} className="sw-nowrap">
        {formatRelativeTime(time, new Date())}
      </time>
    </Tooltip>
  );
}
