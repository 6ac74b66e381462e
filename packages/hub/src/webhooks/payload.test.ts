import { expect, test } from 'vitest';
import { cloudEvent } from './cloud-event.ts';
import { dockerHubPayload } from './docker-hub-payload.ts';
import type { DeliveryFacts, EventFacts } from './event-facts.ts';

const facts: EventFacts = {
  event: {
    id: '7b1a4c1e-6f0e-4a55-9f5f-0d2b2f3f6a11',
    name: 'push',
    at: 1_417_566_161_999,
    actor: { id: 5, name: 'trustedbuilder' },
    namespaceId: 4,
    repositoryId: 3,
    repository: 'svendowideit/testhook',
    data: { tag: 'latest', digest: `sha256:${'a'.repeat(64)}`, previous: null },
  },
  repository: {
    namespace: 'svendowideit',
    name: 'testhook',
    description: '',
    fullDescription: 'Docker Hub based automated build from a GitHub repo',
    isPrivate: true,
    isOfficial: false,
    starCount: 0,
    createdAt: 1_417_494_799_000,
  },
  tag: {
    name: 'latest',
    digest: `sha256:${'a'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ],
  },
};
const delivery: DeliveryFacts = {
  deliveryId: '0f1e2d3c-4b5a-4678-8765-432112345678',
  origin: 'https://hub.example',
  callbackToken: 'token',
};

/** The payload of Docker Hub's documentation, but for addresses and `dockerfile` (automated builds'). */
const documented = {
  callback_url: 'https://hub.example/v2/webhooks/callbacks/token/',
  push_data: { pushed_at: 1417566161, pusher: 'trustedbuilder', tag: 'latest' },
  repository: {
    comment_count: 0,
    date_created: 1417494799,
    description: '',
    full_description: 'Docker Hub based automated build from a GitHub repo',
    is_official: false,
    is_private: true,
    is_trusted: false,
    name: 'testhook',
    namespace: 'svendowideit',
    owner: 'svendowideit',
    repo_name: 'svendowideit/testhook',
    repo_url: 'https://hub.example/r/svendowideit/testhook',
    star_count: 0,
    status: 'Active',
  },
};

test('the payload has every member of Docker Hub’s, of the same value, and ours beside them', () => {
  const payload = JSON.parse(JSON.stringify(dockerHubPayload(facts, delivery)));
  expect(payload).toMatchObject(documented);
  expect(payload.repository).toEqual(documented.repository);
  expect(payload.push_data.images).toEqual([]);
  expect(payload.push_data.platforms).toEqual([
    { os: 'linux', architecture: 'amd64' },
    { os: 'linux', architecture: 'arm', variant: 'v7' },
  ]);
  expect(payload).toMatchObject({
    event: 'push',
    event_id: facts.event.id,
    delivery_id: delivery.deliveryId,
    actor: { id: 5, username: 'trustedbuilder' },
  });
});

test('what Kargo and Jenkins read of a payload is there, of the type they read', () => {
  const payload = JSON.parse(JSON.stringify(dockerHubPayload(facts, delivery)));
  // Kargo: repository.repo_name, push_data.tag, push_data.media_type.
  expect(payload.repository.repo_name).toBeTypeOf('string');
  expect(payload.push_data.media_type).toBe('application/vnd.oci.image.index.v1+json');
  // Jenkins' dockerhub-notification: repository.repo_name, push_data.{tag,pushed_at}, callback_url.
  expect(payload.push_data.tag).toBeTypeOf('string');
  expect(Number.isInteger(payload.push_data.pushed_at)).toBe(true);
  expect(URL.canParse(payload.callback_url)).toBe(true);
});

test('a CloudEvent has its required members, and is the same event in each delivery', () => {
  const event = JSON.parse(JSON.stringify(cloudEvent(facts, delivery)));
  expect(event).toMatchObject({
    specversion: '1.0',
    id: facts.event.id,
    source: 'https://hub.example/r/svendowideit/testhook',
    type: 'io.slipway.push',
    subject: 'svendowideit/testhook:latest',
    time: '2014-12-03T00:22:41.999Z',
    data: documented,
  });
  const again = cloudEvent(facts, { ...delivery, deliveryId: 'another', callbackToken: 'other' });
  expect(again).toMatchObject({ id: event.id, source: event.source });
});

test('where no tag is concerned there is no push', () => {
  const event = { ...facts.event, name: 'repository.rename' as const, data: { from: 'a/b' } };
  const payload = dockerHubPayload({ ...facts, event, tag: undefined }, delivery);
  expect(payload).not.toHaveProperty('push_data');
  expect(payload).toMatchObject({ event: 'repository.rename', changes: { from: 'a/b' } });
});
