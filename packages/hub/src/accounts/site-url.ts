import type { HubRequest } from '../api/hub-request.ts';
import type { HubServices } from '../hub-services.ts';

/** Where the pages are, for links: no slash after. */
export function siteUrl({ settings }: HubServices, request: HubRequest): string {
  return `${settings.publicUrl ?? request.context.origin}${settings.pathPrefix}`;
}

/**
 * The same for letters that a stranger can have sent to somebody; undefined where only the request
 * says which host it is: a forged one would lead the reader, with his link, to a stranger.
 */
export function trustedSiteUrl({ settings }: HubServices): string | undefined {
  return settings.publicUrl === undefined
    ? undefined
    : `${settings.publicUrl}${settings.pathPrefix}`;
}

/** Whether letters with links go out. */
export function sendsLinks(services: HubServices): boolean {
  return services.mailer !== undefined && trustedSiteUrl(services) !== undefined;
}
