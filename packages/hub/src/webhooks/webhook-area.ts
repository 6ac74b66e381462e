import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { hubVersion } from '../version.ts';
import { deliverWebhooks } from './deliver.ts';
import { pruneDeliveries } from './delivery-commands.ts';
import { callbackRouteDefinitions, deliveryRouteDefinitions } from './delivery-routes.ts';
import { handOutEvents } from './hand-out-event.ts';
import { PauseLetters } from './pause-letters.ts';
import { webhookRouteDefinitions } from './webhook-routes.ts';

/** Times in milliseconds. */
const keptFor = 30 * 24 * 3_600_000;
const everyMs = 3_600_000;
const prunedAtOnce = 1000;

/** Webhooks: kept by the API, told by jobs. */
export function webhookArea(services: HubServices): HubArea {
  const { database, content, secrets, egress, clock, mailer, settings } = services;
  const { publicUrl } = settings;
  const canMail = mailer !== undefined;
  return {
    routes: [
      ...webhookRouteDefinitions(services, 'repository'),
      ...deliveryRouteDefinitions(services, 'repository'),
      ...webhookRouteDefinitions(services, 'namespace'),
      ...deliveryRouteDefinitions(services, 'namespace'),
      ...callbackRouteDefinitions(services),
    ],
    jobs: [
      handOutEvents({ database, clock }),
      deliverWebhooks({
        ...{ database, content, secrets, outgoing: egress, publicUrl, clock },
        letters: new PauseLetters({ database, secrets, canMail, publicUrl }),
        userAgent: `Slipway-Hooks/${hubVersion}`,
      }),
    ],
    periodic: [
      {
        name: 'webhooks.prune-deliveries',
        about: 'Deletes what was sent to webhooks more than 30 days ago',
        everyMs,
        async run({ signal }) {
          let total = 0;
          for (let some = prunedAtOnce; some === prunedAtOnce && !signal.aborted; total += some) {
            const before = clock() - keptFor;
            some = await database.run(pruneDeliveries, { before, limit: prunedAtOnce });
          }
          return `${total} deliveries deleted`;
        },
      },
    ],
  };
}
