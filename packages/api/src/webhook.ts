import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { anyone, byNamespaceOwner, byRepository, type RouteAccess } from './route-access.ts';
import { contract } from './route-contract.ts';

/** What a webhook can be told of. */
export const webhookEvents = [
  'push',
  'tag.delete',
  'repository.create',
  'repository.update',
  'repository.delete',
  'repository.rename',
  'repository.transfer',
  'repository.visibility',
  'repository.archive',
  'repository.unarchive',
] as const;

/** Names kept for what the hub does not do yet: refused until it does. */
export const plannedWebhookEvents = [
  'build.started',
  'build.succeeded',
  'build.failed',
  'scan.completed',
] as const;

/** `docker-hub`: Docker Hub's own payload with members added; `cloudevents`: CloudEvents 1.0 in JSON. */
export const webhookFormats = ['docker-hub', 'cloudevents'] as const;

const eventSchema = z.enum(webhookEvents);
const formatSchema = z.enum(webhookFormats);
const idSchema = z.number().int();
const timeSchema = z.iso.datetime();

const askedEventsSchema = z
  .array(
    z.string().superRefine((name, context) => {
      if ((webhookEvents as readonly string[]).includes(name)) return;
      const planned = (plannedWebhookEvents as readonly string[]).includes(name);
      context.addIssue(
        planned
          ? `"${name}" is planned: the hub does not do this yet`
          : `"${name}" is no event; there are: ${webhookEvents.join(', ')}`,
      );
    }),
  )
  .min(1)
  .max(webhookEvents.length)
  .transform((names) => [...new Set(names)] as WebhookEventName[]);

/** A header to send along. One that looks secret is shown without its value. */
const shownHeaderSchema = z.object({ name: z.string(), value: z.string().nullable() });

/** `value` may be left out (or null) to keep the secret one that is there. */
const askedHeaderSchema = z.object({ name: z.string(), value: z.string().nullish() });

/** How the newest delivery stands. */
export const webhookDeliveryStateSchema = z.enum(['waiting', 'delivered', 'failed']);

export const webhookSchema = z.object({
  id: idSchema,
  name: z.string(),
  url: z.string(),
  events: z.array(eventSchema),
  format: formatSchema,
  headers: z.array(shownHeaderSchema),
  is_active: z.boolean(),
  /** The hub stopped by itself: the receiver failed for too long, or said that it is gone. */
  paused_at: timeSchema.nullable(),
  pause_reason: z.string().nullable(),
  /** Since when nothing has been delivered, where the last try failed. */
  failing_since: timeSchema.nullable(),
  /** Until then deliveries are signed with the former secret as well. */
  previous_secret_valid_until: timeSchema.nullable(),
  created_at: timeSchema,
  updated_at: timeSchema,
  created_by: z.string().nullable(),
  last_delivery: z
    .object({
      at: timeSchema,
      state: webhookDeliveryStateSchema,
      status: z.number().int().nullable(),
    })
    .nullable(),
});

export const webhookPageSchema = pageSchema(webhookSchema);

const nameSchema = z.string().trim().min(1).max(100);
const urlSchema = z
  .string()
  .max(2000)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'an http or https URL');
const secretSchema = z
  .string()
  .min(16)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters without spaces');

export const createWebhookSchema = z.object({
  name: nameSchema,
  url: urlSchema,
  events: askedEventsSchema.default(['push']),
  format: formatSchema.default('docker-hub'),
  headers: z.array(askedHeaderSchema).max(20).default([]),
  is_active: z.boolean().default(true),
  /** Made by the hub where it is left out. */
  secret: secretSchema.optional(),
});

export const updateWebhookSchema = z.object({
  name: nameSchema.optional(),
  url: urlSchema.optional(),
  events: askedEventsSchema.optional(),
  format: formatSchema.optional(),
  /** All of them: what is not named is taken away. */
  headers: z.array(askedHeaderSchema).max(20).optional(),
  /** `true` also goes on after a pause. */
  is_active: z.boolean().optional(),
});

const secretAnswerSchema = z.object({ secret: z.string() });

export const createdWebhookSchema = webhookSchema.extend(secretAnswerSchema.shape);

export const rotateWebhookSecretSchema = z.object({
  secret: secretSchema.optional(),
  /** How long deliveries are signed with the former secret as well. */
  overlap_seconds: z
    .number()
    .int()
    .min(0)
    .max(30 * 24 * 3600)
    .default(24 * 3600),
});

export const rotatedWebhookSecretSchema = secretAnswerSchema.extend({
  previous_secret_valid_until: timeSchema.nullable(),
});

/** An entry of the log. */
export const webhookDeliverySchema = z.object({
  id: z.uuid(),
  event: eventSchema.or(z.literal('ping')),
  /** The same for every delivery of one event: redeliveries and other webhooks' included. */
  event_id: z.uuid(),
  cause: z.enum(['event', 'test', 'redelivery']),
  state: webhookDeliveryStateSchema,
  /** `kirtan/my-app`, and the tag where there is one. */
  repository: z.string(),
  tag: z.string().nullable(),
  attempts: z.number().int(),
  /** Of the last try; null where nothing answered. */
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  duration_ms: z.number().int().nullable(),
  created_at: timeSchema,
  finished_at: timeSchema.nullable(),
  next_attempt_at: timeSchema.nullable(),
  /** What the receiver sent to `callback_url`. */
  callback: z
    .object({
      state: z.enum(['success', 'failure', 'error']),
      description: z.string(),
      context: z.string(),
      target_url: z.string(),
      at: timeSchema,
    })
    .nullable(),
});

const webhookAttemptSchema = z.object({
  number: z.number().int(),
  at: timeSchema,
  duration_ms: z.number().int(),
  url: z.string(),
  request_headers: z.record(z.string(), z.string()),
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  response_headers: z.record(z.string(), z.string()).nullable(),
  /** Its first 16 KiB as text. */
  response_body: z.string().nullable(),
  response_truncated: z.boolean(),
});

export const webhookDeliveryDetailSchema = webhookDeliverySchema.extend({
  /** As it is sent; null before the first try. */
  request_body: z.string().nullable(),
  attempt_log: z.array(webhookAttemptSchema),
});

export const webhookDeliveryPageSchema = pageSchema(webhookDeliverySchema);

/** What Docker Hub takes at a payload's `callback_url`. */
export const webhookCallbackSchema = z.object({
  state: z.enum(['success', 'failure', 'error']),
  description: z.string().max(255).nullish(),
  context: z.string().max(100).nullish(),
  target_url: z.string().max(2000).nullish(),
});

export type WebhookEventName = (typeof webhookEvents)[number];
export type WebhookFormat = (typeof webhookFormats)[number];
export type Webhook = z.infer<typeof webhookSchema>;
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetailSchema>;
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;

interface Scope {
  readonly id: 'webhook' | 'namespace-webhook';
  readonly base: string;
  readonly alsoAt: string | undefined;
  readonly of: string;
  readonly access: RouteAccess;
}

/** The same routes for a repository's webhooks and for a namespace's. */
function routesOf<const Id extends Scope['id']>({
  id,
  base,
  alsoAt,
  of,
  access,
}: Scope & { id: Id }) {
  const at = (rest: string) => ({
    path: `${base}${rest}`,
    ...(alsoAt === undefined ? {} : { alsoAt: [`${alsoAt}${rest}`] }),
    tag: 'Webhooks',
    access,
  });
  const one = '/{webhook_id}';
  const delivery = `${one}/deliveries/{delivery_id}`;
  return {
    list: contract({
      ...at(''),
      id: `${id}.list`,
      method: 'GET',
      summary: `List the webhooks of a ${of}`,
      query: pageQuerySchema,
      answers: { 200: { description: 'A page of webhooks', schema: webhookPageSchema } },
    }),
    create: contract({
      ...at(''),
      id: `${id}.create`,
      method: 'POST',
      summary: `Add a webhook to a ${of}`,
      body: createWebhookSchema,
      answers: {
        201: {
          description: 'The webhook, its secret for the only time',
          schema: createdWebhookSchema,
        },
      },
    }),
    read: contract({
      ...at(one),
      id: `${id}.read`,
      method: 'GET',
      summary: `Get a webhook of a ${of}`,
      answers: { 200: { description: 'The webhook', schema: webhookSchema } },
    }),
    update: contract({
      ...at(one),
      id: `${id}.update`,
      method: 'PATCH',
      summary: `Change a webhook of a ${of}, or go on after a pause`,
      body: updateWebhookSchema,
      answers: { 200: { description: 'The webhook', schema: webhookSchema } },
    }),
    delete: contract({
      ...at(one),
      id: `${id}.delete`,
      method: 'DELETE',
      summary: `Delete a webhook of a ${of}`,
      answers: { 204: { description: 'Deleted' } },
    }),
    rotateSecret: contract({
      ...at(`${one}/secret`),
      id: `${id}.rotate-secret`,
      method: 'POST',
      summary: 'Make a new secret; the former one signs along for a while',
      body: rotateWebhookSecretSchema,
      answers: {
        200: { description: 'The secret, for the only time', schema: rotatedWebhookSecretSchema },
      },
    }),
    test: contract({
      ...at(`${one}/test`),
      id: `${id}.test`,
      method: 'POST',
      summary: 'Send a test delivery',
      answers: { 202: { description: 'It is on its way', schema: webhookDeliverySchema } },
    }),
    deliveries: contract({
      ...at(`${one}/deliveries`),
      id: `${id}.deliveries`,
      method: 'GET',
      summary: 'List what was sent, the newest first',
      query: pageQuerySchema,
      answers: { 200: { description: 'A page of deliveries', schema: webhookDeliveryPageSchema } },
    }),
    delivery: contract({
      ...at(delivery),
      id: `${id}.delivery`,
      method: 'GET',
      summary: 'Get a delivery with each of its tries',
      answers: { 200: { description: 'The delivery', schema: webhookDeliveryDetailSchema } },
    }),
    redeliver: contract({
      ...at(`${delivery}/redeliver`),
      id: `${id}.redeliver`,
      method: 'POST',
      summary: 'Send the same event once more',
      answers: { 202: { description: 'The new delivery', schema: webhookDeliverySchema } },
    }),
  };
}

/** A repository's webhooks. */
export const webhookRoutes = routesOf({
  id: 'webhook',
  base: '/v2/namespaces/{namespace}/repositories/{repository}/webhooks',
  alsoAt: '/v2/repositories/{namespace}/{repository}/webhooks',
  of: 'repository',
  access: byRepository('administer'),
});

/** Webhooks of a namespace: they are told of all its repositories. */
export const namespaceWebhookRoutes = routesOf({
  id: 'namespace-webhook',
  base: '/v2/namespaces/{namespace}/webhooks',
  alsoAt: undefined,
  of: 'namespace',
  access: byNamespaceOwner,
});

/** For receivers. */
export const webhookCallbackRoutes = {
  callback: contract({
    id: 'webhook.callback',
    method: 'POST',
    path: '/v2/webhooks/callbacks/{callback_token}',
    tag: 'Webhooks',
    summary: "Tell how a delivery was dealt with: a payload's callback_url",
    access: anyone,
    body: webhookCallbackSchema,
    answers: { 200: { description: 'Noted', schema: z.object({ state: z.string() }) } },
  }),
};
