import type { AuditActor } from '../audit/record-audit.ts';
import type { HubServices } from '../hub-services.ts';
import { type SealedLetter, sealLetter } from '../mail/post-letter.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import type { AccountLinkRow } from './account-tables.ts';

const hour = 3_600_000;
const verifyHours = 48;
const resetMinutes = 30;
/** Handed over by an administrator, who may not reach his user at once. */
const handedOverHours = 24;

/** A link that was made: its row, and its letter where one goes out. */
export interface MadeLink {
  readonly url: string;
  readonly row: AccountLinkRow;
  readonly letter: SealedLetter | undefined;
}

/** A link by whose letter an address is confirmed. */
export function verificationLink(
  services: HubServices,
  site: string,
  account: { readonly id: number; readonly name: string; readonly email: string },
): MadeLink {
  const made = newLink(services, site, {
    ...{ id: account.id, kind: 'verify-email', email: account.email, life: verifyHours * hour },
  });
  const letter = sealLetter(services.secrets, {
    to: account.email,
    letter: { kind: 'verify-email', name: account.name, link: made.url, hours: verifyHours },
  });
  return { ...made, letter };
}

/** A link by whose letter a new password is chosen; asked for by somebody at `address`. */
export function mailedResetLink(
  services: HubServices,
  site: string,
  account: {
    readonly id: number;
    readonly name: string;
    readonly email: string;
    readonly address: string;
  },
): MadeLink {
  const { id, name, email, address } = account;
  const life = resetMinutes * 60_000;
  const made = newLink(services, site, { id, kind: 'reset-password', email, life });
  const letter = sealLetter(services.secrets, {
    to: email,
    letter: { kind: 'reset-password', name, link: made.url, minutes: resetMinutes, address },
  });
  return { ...made, letter };
}

/** A link by which a new password is chosen, for an administrator to hand over. */
export function handedResetLink(services: HubServices, site: string, accountId: number): MadeLink {
  const life = handedOverHours * hour;
  const asked = { id: accountId, kind: 'reset-password', email: null, life } as const;
  return { ...newLink(services, site, asked), letter: undefined };
}

/** Whoever asks for a letter without being signed in. */
export function somebody(address: string, client: string): AuditActor {
  return { id: null, name: 'anonymous', address, client };
}

const pages = { 'verify-email': 'verify-email', 'reset-password': 'reset-password' } as const;

/** The code stands behind a `#`: browsers send it to nobody, and so no log has it. */
function newLink(
  services: HubServices,
  site: string,
  asked: {
    readonly id: number;
    readonly kind: AccountLinkRow['kind'];
    readonly email: string | null;
    readonly life: number;
  },
): { url: string; row: AccountLinkRow } {
  const code = newSecret('');
  const now = services.clock();
  return {
    url: `${site}/${pages[asked.kind]}#${code}`,
    row: {
      ...{ digest: secretDigest(code), account_id: asked.id, kind: asked.kind },
      ...{ email: asked.email, created_at: now, expires_at: now + asked.life },
    },
  };
}
