import type { HubFacts } from '@slipway/api';
import { sendsLinks } from '../accounts/site-url.ts';
import type { HubRequest } from '../api/hub-request.ts';
import type { HubServices } from '../hub-services.ts';
import { listedProviders } from '../openid/openid-sign-in.ts';
import { hasPasskeys } from '../passkeys/passkey-ceremony.ts';
import { hubVersion } from '../version.ts';

/** What pages need to know of the hub, whoever asks. */
export async function hubFacts(services: HubServices, request: HubRequest): Promise<HubFacts> {
  const { settings } = services;
  return {
    version: hubVersion,
    registry_host: new URL(settings.publicUrl ?? request.context.origin).host,
    sign_up: settings.signUp,
    mail: sendsLinks(services),
    passkeys: hasPasskeys(request.context.origin),
    openid_providers: await listedProviders(services),
    default_visibility: settings.defaultVisibility,
  };
}
