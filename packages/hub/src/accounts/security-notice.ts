import type { HubRequest } from '../api/hub-request.ts';
import type { HubServices } from '../hub-services.ts';
import { type SealedLetter, sealLetter } from '../mail/post-letter.ts';
import { siteUrl } from './site-url.ts';

/** A letter that tells an account's owner of a change; undefined where there is nobody to tell. */
export function securityNotice(
  services: HubServices,
  request: HubRequest,
  about: { readonly name: string; readonly email: string | null; readonly what: string },
): SealedLetter | undefined {
  if (!services.mailer || about.email === null) return undefined;
  return sealLetter(services.secrets, {
    to: about.email,
    letter: {
      kind: 'security-notice',
      ...{ name: about.name, what: about.what },
      ...{ address: request.context.address, client: request.agent(), at: services.clock() },
      link: `${siteUrl(services, request)}/account/sessions`,
    },
  });
}

/** The same for an account by its id, at the address that it has confirmed. */
export async function securityNoticeTo(
  services: HubServices,
  request: HubRequest,
  about: { readonly accountId: number; readonly what: string },
): Promise<SealedLetter | undefined> {
  if (!services.mailer) return undefined;
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select(['name', 'email'])
    .where('id', '=', about.accountId)
    .where('email_verified_at', 'is not', null)
    .executeTakeFirst();
  return account && securityNotice(services, request, { ...account, what: about.what });
}
