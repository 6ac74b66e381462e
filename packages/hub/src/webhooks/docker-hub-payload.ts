import type { DeliveryFacts, EventFacts, RepositoryFacts, TagFacts } from './event-facts.ts';

/**
 * Docker Hub's payload, with members added: `digest`, `previous_digest` and `platforms` in
 * `push_data`, and `event`, `event_id`, `delivery_id`, `actor` and `changes` beside it. Where no tag is
 * concerned there is no `push_data`.
 */
export function dockerHubPayload(facts: EventFacts, delivery: DeliveryFacts): object {
  const { event, tag } = facts;
  return {
    callback_url: `${delivery.origin}/v2/webhooks/callbacks/${delivery.callbackToken}/`,
    ...(tag === undefined ? {} : { push_data: pushData(facts, tag) }),
    repository: repository(facts.repository, delivery.origin),
    event: event.name,
    event_id: event.id,
    delivery_id: delivery.deliveryId,
    actor: { id: event.actor.id, username: event.actor.name },
    changes: changes(event.data),
  };
}

function pushData({ event }: EventFacts, tag: TagFacts): object {
  return {
    // Seconds: receivers read it as an integer.
    pushed_at: Math.floor(event.at / 1000),
    pusher: event.actor.name,
    tag: tag.name,
    images: [],
    media_type: tag.mediaType,
    digest: tag.digest,
    previous_digest: event.data.previous ?? null,
    platforms: tag.platforms.map(({ os, architecture, variant }) => ({
      os,
      architecture,
      ...(variant === undefined ? {} : { variant }),
    })),
  };
}

function repository(facts: RepositoryFacts, origin: string): object {
  const { namespace, name } = facts;
  return {
    comment_count: 0,
    date_created: Math.floor(facts.createdAt / 1000),
    description: facts.description,
    full_description: facts.fullDescription,
    is_official: facts.isOfficial,
    is_private: facts.isPrivate,
    is_trusted: false,
    name,
    namespace,
    owner: namespace,
    repo_name: `${namespace}/${name}`,
    repo_url: `${origin}/r/${namespace}/${name}`,
    star_count: facts.starCount,
    status: 'Active',
  };
}

/** What the audit log notes with the event, less what is said elsewhere. */
function changes(data: EventFacts['event']['data']): object {
  const { tag: _tag, digest: _digest, previous: _previous, ...rest } = data;
  return rest;
}
