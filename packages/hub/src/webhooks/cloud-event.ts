import { dockerHubPayload } from './docker-hub-payload.ts';
import type { DeliveryFacts, EventFacts } from './event-facts.ts';

/** The media type of an event in the structured mode (CloudEvents 1.0, HTTP binding, section 3.2). */
export const cloudEventMediaType = 'application/cloudevents+json; charset=utf-8';

/**
 * The same as a CloudEvent 1.0 in the JSON format: its data are Docker Hub's payload. `source` and `id`
 * together name the event, whichever webhook it goes to and however often.
 */
export function cloudEvent(facts: EventFacts, delivery: DeliveryFacts): object {
  const { event, repository, tag } = facts;
  const name = `${repository.namespace}/${repository.name}`;
  return {
    specversion: '1.0',
    id: event.id,
    source: `${delivery.origin}/r/${name}`,
    type: `io.slipway.${event.name}`,
    subject: tag === undefined ? name : `${name}:${tag.name}`,
    time: new Date(event.at).toISOString(),
    datacontenttype: 'application/json',
    data: dockerHubPayload(facts, delivery),
  };
}
