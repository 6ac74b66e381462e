import type { AuditLog } from '@slipway/api';
import { Link } from 'wouter';
import { shortDigest } from '../format/digest.ts';
import { RelativeTime } from './relative-time.tsx';

/** What was done, by whom and when; newest first. */
export function ActivityList({
  events,
  withName = true,
}: {
  events: readonly AuditLog[];
  /** Whether to name the repository: not on its own page. */
  withName?: boolean;
}) {
  return (
    <ol className="sw-timeline">
      {events.map((event) => (
        <li key={event.id}>
          <Event event={event} withName={withName} />
        </li>
      ))}
    </ol>
  );
}

function Event({ event, withName }: { event: AuditLog; withName: boolean }) {
  const { tag, digest } = event.data;
  const isRepository = /^[^/\s]+\/[^/\s]+$/.test(event.name);
  return (
    <div className="sw-event">
      <p>
        {event.actor && <strong>{event.actor} </strong>}
        {event.action_description || event.action}
        {tag && <code> {tag}</code>}
        {digest && <code className="sw-quiet"> {shortDigest(digest)}</code>}
        {withName &&
          event.name &&
          (isRepository ? (
            <>
              {' '}
              <Link href={`/r/${event.name}`}>{event.name}</Link>
            </>
          ) : (
            ` ${event.name}`
          ))}
      </p>
      <p className="sw-quiet sw-event-where">
        <RelativeTime at={event.timestamp} />
        {event.address && ` · ${event.address}`}
        {event.client && <span title={event.client}> · {event.client.split(' ')[0]}</span>}
      </p>
    </div>
  );
}
