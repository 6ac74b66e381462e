import type { HubFacts } from '@slipway/api';
import type { HubRequest } from '../api/hub-request.ts';
import type { HubServices } from '../hub-services.ts';
import { hubVersion } from '../version.ts';

/** What pages need to know of the hub, whoever asks. */
export async function hubFacts(services: HubServices, request: HubRequest): Promise<HubFacts> {
  const { settings } = services;
  return {
    version: hubVersion,
    registry_host: new URL(settings.publicUrl ?? request.context.origin).host,
    sign_up: settings.signUp,
    mail: services.mailer !== undefined,
    passkeys: false,
    openid_providers: [],
    default_visibility: settings.defaultVisibility,
  };
}
