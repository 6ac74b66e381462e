import { openidRoutes } from '@slipway/api';
import { implement } from '../api/hub-router.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { FlowCookies } from './flow-cookie.ts';
import { beginLink, listIdentities, unlink } from './identity-routes.ts';
import { OpenidExchange } from './openid-exchange.ts';
import { comeBack, start } from './openid-sign-in.ts';
import { pending, SignUpTickets, signUp } from './openid-sign-up.ts';
import {
  checkProvider,
  createProvider,
  listProviders,
  readProvider,
  removeProvider,
  updateProvider,
} from './provider-routes.ts';

/** What the routes of OpenID work with. */
export interface OpenidParts {
  readonly services: HubServices;
  readonly exchange: OpenidExchange;
  readonly flows: FlowCookies;
  readonly tickets: SignUpTickets;
}

/** OpenID Connect: providers, signing in and up through them, and linking them to an account. */
export function openidArea(services: HubServices): HubArea {
  const { secrets, egress, clock } = services;
  const parts: OpenidParts = {
    services,
    exchange: new OpenidExchange({ secrets, egress, clock }),
    flows: new FlowCookies(secrets, clock),
    tickets: new SignUpTickets(secrets, clock),
  };
  return {
    routes: [
      implement(openidRoutes.start, (request) => start(parts, request)),
      implement(openidRoutes.callback, (request) => comeBack(parts, request)),
      implement(openidRoutes.pending, (request) => pending(parts, request)),
      implement(openidRoutes.signUp, (request) => signUp(parts, request)),
      implement(openidRoutes.identities, (request) => listIdentities(parts, request)),
      implement(openidRoutes.link, (request) => beginLink(parts, request)),
      implement(openidRoutes.unlink, (request) => unlink(parts, request)),
      implement(openidRoutes.list, (request) => listProviders(parts, request)),
      implement(openidRoutes.create, (request) => createProvider(parts, request)),
      implement(openidRoutes.read, (request) => readProvider(parts, request)),
      implement(openidRoutes.update, (request) => updateProvider(parts, request)),
      implement(openidRoutes.remove, (request) => removeProvider(parts, request)),
      implement(openidRoutes.check, (request) => checkProvider(parts, request)),
    ],
  };
}
