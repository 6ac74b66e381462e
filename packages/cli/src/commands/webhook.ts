import {
  namespaceWebhookRoutes,
  type Webhook,
  type WebhookDelivery,
  webhookRoutes,
} from '@slipway/api';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { findOne } from '../hub/find-one.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { confirmName, printDone, printFields, printTable, shortTime } from '../hub/print-answer.ts';
import { repositoryPath } from '../hub/repository-argument.ts';
import { readStandardInput } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway webhook list PLACE`. */
export const list: CommandModule = {
  run: (context, input) =>
    onPlace(context, input, async ({ api, routes, params }) => {
      printTable(context, input, {
        items: await listContract(api, routes.list, { params }),
        head: ['ID', 'NAME', 'URL', 'EVENTS', 'STATE', 'LAST DELIVERY (UTC)'],
        row: (each) => [
          String(each.id),
          each.name,
          each.url,
          each.events.join(','),
          stateOf(each),
          each.last_delivery
            ? `${shortTime(each.last_delivery.at)} ${each.last_delivery.state}`
            : '',
        ],
      });
    }),
};

/** `slipway webhook create PLACE`. */
export const create: CommandModule = {
  run: (context, input) =>
    onPlace(context, input, async ({ api, routes, params }) => {
      const url = input.text('url');
      if (url === undefined) throw usageError('--url is missing: where deliveries go');
      const secret = input.flag('secretStdin') ? await readStandardInput(context) : undefined;
      const body = {
        ...settingsOf(input),
        name: input.text('name') ?? new URL(url).host,
        url,
        ...(secret === undefined ? {} : { secret }),
      };
      const made = await callContract(api, routes.create, { params, body });
      printDone(context, input, { value: made, text: `Created webhook ${made.id}.` });
      if (input.flag('json')) return;
      printDone(context, input, { text: `Secret: ${made.secret}` });
      context.stderr.write('This is the only time it is shown.\n');
    }),
};

/** `slipway webhook show PLACE WEBHOOK`. */
export const show: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      const value = await callContract(api, routes.read, { params });
      printFields(context, input, { value, fields: fieldsOf(value) });
    }),
};

/** `slipway webhook edit PLACE WEBHOOK`. */
export const edit: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      const [name, url] = [input.text('name'), input.text('url')];
      if (input.flag('on') && input.flag('off'))
        throw usageError('--on and --off exclude each other');
      const body = {
        ...settingsOf(input),
        ...(name === undefined ? {} : { name }),
        ...(url === undefined ? {} : { url }),
        ...(input.flag('on') ? { is_active: true } : {}),
        ...(input.flag('off') ? { is_active: false } : {}),
      };
      if (Object.keys(body).length === 0) throw usageError('nothing is said that should change');
      const value = await callContract(api, routes.update, { params, body });
      printDone(context, input, { value, text: `Webhook ${value.id} is ${stateOf(value)}.` });
    }),
};

/** `slipway webhook delete PLACE WEBHOOK`. */
export const remove: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params, webhook }) => {
      const { name } = webhook;
      await confirmName(context, input, { name, consequence: `${name} goes with its log.` });
      await callContract(api, routes.delete, { params });
      printDone(context, input, { value: { deleted: webhook.id }, text: `Deleted ${name}.` });
    }),
};

/** `slipway webhook test PLACE WEBHOOK`: sends a delivery and waits for what comes of it. */
export const test: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      const { id } = await callContract(api, routes.test, { params });
      await printOutcome(context, input, { api, routes, params: { ...params, delivery_id: id } });
    }),
};

/** `slipway webhook deliveries PLACE WEBHOOK`. */
export const deliveries: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      printTable(context, input, {
        items: await listContract(api, routes.deliveries, { params }),
        head: ['ID', 'AT (UTC)', 'EVENT', 'OF', 'STATE', 'TRIES', 'STATUS', 'ERROR'],
        row: (each) => [
          each.id,
          shortTime(each.created_at),
          each.cause === 'event' ? each.event : `${each.event} (${each.cause})`,
          each.tag === null ? each.repository : `${each.repository}:${each.tag}`,
          each.state,
          String(each.attempts),
          String(each.status ?? ''),
          each.error ?? '',
        ],
      });
    }),
};

/** `slipway webhook redeliver PLACE WEBHOOK DELIVERY`. */
export const redeliver: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      const asked = { ...params, delivery_id: input.argument(2) };
      const { id } = await callContract(api, routes.redeliver, { params: asked });
      await printOutcome(context, input, { api, routes, params: { ...params, delivery_id: id } });
    }),
};

/** `slipway webhook secret PLACE WEBHOOK`. */
export const secret: CommandModule = {
  run: (context, input) =>
    onWebhook(context, input, async ({ api, routes, params }) => {
      const hours = input.text('overlap');
      if (hours !== undefined && !/^\d{1,3}$/.test(hours)) {
        throw usageError('--overlap is a whole number of hours');
      }
      const body = hours === undefined ? {} : { overlap_seconds: Number(hours) * 3600 };
      const value = await callContract(api, routes.rotateSecret, { params, body });
      printDone(context, input, { value, text: value.secret });
      if (input.flag('json')) return;
      const until = shortTime(value.previous_secret_valid_until);
      const former = until ? ` The former one signs along until ${until} UTC.` : '';
      context.stderr.write(`This is the only time it is shown.${former}\n`);
    }),
};

type Routes = typeof webhookRoutes | typeof namespaceWebhookRoutes;

interface Place {
  readonly api: HubApi;
  readonly routes: typeof webhookRoutes;
  readonly params: Record<string, string>;
}

/** Runs `work` with the webhooks of `NAMESPACE/NAME`, or of all of a `NAMESPACE`. */
function onPlace(
  context: Context,
  input: CommandInput,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, (api) => {
    const text = input.argument(0);
    const ofRepository = text.includes('/');
    const routes: Routes = ofRepository ? webhookRoutes : namespaceWebhookRoutes;
    const params = ofRepository ? { ...repositoryPath(text, api) } : { namespace: text };
    // The two differ in paths alone.
    return work({ api, routes: routes as typeof webhookRoutes, params });
  });
}

/** The same with the webhook that the second argument names, by its id or its name. */
function onWebhook(
  context: Context,
  input: CommandInput,
  work: (place: Place & { readonly webhook: Webhook }) => Promise<void>,
): Promise<void> {
  return onPlace(context, input, async (place) => {
    const { api, routes, params } = place;
    const wanted = input.argument(1);
    const all = await listContract(api, routes.list, { params });
    const webhook = findOne(all, {
      ...{ wanted, what: 'webhook', see: `slipway webhook list ${input.argument(0)}` },
      id: ({ id }) => String(id),
      name: ({ name }) => name,
    });
    await work({ ...place, webhook, params: { ...params, webhook_id: String(webhook.id) } });
  });
}

const looks = 60;
const lookEvery = 250;

/** Waits until a delivery is over, fifteen seconds at most, and says how it went. */
async function printOutcome(
  context: Context,
  input: CommandInput,
  { api, routes, params }: Place,
): Promise<void> {
  let delivery: WebhookDelivery = await callContract(api, routes.delivery, { params });
  for (let look = 0; look < looks && delivery.attempts === 0; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
    context.signal.throwIfAborted();
    delivery = await callContract(api, routes.delivery, { params });
  }
  const { state, status, error, duration_ms: duration } = delivery;
  if (delivery.attempts > 0 && error !== null) {
    if (input.flag('json')) printDone(context, input, { value: delivery, text: '' });
    throw new CliError(`the delivery failed: ${error}`, { exitCode: exitCodes.failure });
  }
  const text =
    state === 'delivered'
      ? `Delivered: status ${status} after ${duration} ms.`
      : 'It waits for its turn.';
  printDone(context, input, { value: delivery, text });
}

function stateOf(webhook: Pick<Webhook, 'is_active' | 'paused_at'>): string {
  if (!webhook.is_active) return 'off';
  return webhook.paused_at === null ? 'on' : 'paused';
}

function settingsOf(input: CommandInput) {
  const events = input.list('event');
  const headers = input.list('header').map(headerOf);
  const format = input.text('format') as Webhook['format'] | undefined;
  return {
    ...(events.length === 0 ? {} : { events: [...events] }),
    ...(headers.length === 0 ? {} : { headers }),
    ...(format === undefined ? {} : { format }),
  };
}

function headerOf(text: string): { name: string; value: string } {
  const colon = text.indexOf(':');
  if (colon < 1) throw usageError(`"${text}" is no header`, 'Write --header "Name: value"');
  return { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}

function fieldsOf(webhook: Webhook): (readonly [string, string])[] {
  return [
    ['Id', String(webhook.id)],
    ['Name', webhook.name],
    ['URL', webhook.url],
    ['Events', webhook.events.join(', ')],
    ['Format', webhook.format],
    [
      'Headers',
      webhook.headers.map(({ name, value }) => `${name}: ${value ?? '(secret)'}`).join(', '),
    ],
    ['State', stateOf(webhook)],
    ['Why paused', webhook.pause_reason ?? ''],
    ['Failing since (UTC)', shortTime(webhook.failing_since)],
  ];
}
