import type { AuditLog } from '@slipway/api';
import { Link } from 'wouter';
import { type EventPart, partsOfEvent } from '../format/described-event.ts';
import { shortDigest } from '../format/digest.ts';
import { RelativeTime } from './relative-time.tsx';

/** What was done, by whom and when; newest first. Names in it lead to what they name. */
export function ActivityList({ events }: { events: readonly AuditLog[] }) {
  return (
    <ol className="sw-timeline">
      {events.map((event) => (
        <li key={event.id}>
          <Event event={event} />
        </li>
      ))}
    </ol>
  );
}

function Event({ event }: { event: AuditLog }) {
  return (
    <div className="sw-event">
      <p>
        {event.actor && <strong>{event.actor} </strong>}
        {partsOfEvent(event).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
          <Part key={index} part={part} event={event} />
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

function Part({ part, event }: { part: EventPart; event: AuditLog }) {
  const repository = /^[^/\s]+\/[^/\s]+$/.test(event.name) ? `/r/${event.name}` : undefined;
  if (part.kind === 'name' && repository) return <Link href={repository}>{part.text}</Link>;
  if (part.kind === 'tag' && repository) {
    return (
      <Link href={`${repository}/tags/${part.text}`}>
        <code>{part.text}</code>
      </Link>
    );
  }
  if (part.kind === 'digest') return <code title={part.text}>{shortDigest(part.text)}</code>;
  return part.kind === 'text' ? part.text : <strong>{part.text}</strong>;
}
