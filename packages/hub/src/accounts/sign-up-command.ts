import type { SignUpMode } from '@slipway/api';
import type { Command } from '@slipway/database';
import { countInvitation, openInvitation } from '../invitations/invitation-commands.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';
import { type CreateAccount, insertAccount } from './account-commands.ts';
import type { AccountLinkRow } from './account-tables.ts';

export interface SignUp {
  readonly mode: Exclude<SignUpMode, 'closed'>;
  readonly account: CreateAccount;
  /** Undefined where none was shown. */
  readonly invitationDigest: string | undefined;
  /** The link that confirms the address, and its letter; its account is filled in. */
  readonly verification:
    | { readonly row: Omit<AccountLinkRow, 'account_id'>; readonly letter: SealedLetter }
    | undefined;
}

/** Makes an account for whoever signs up, using his invitation. */
export const signUp: Command<
  HubTables,
  SignUp,
  | { kind: 'created'; id: number }
  | { kind: 'taken' }
  | { kind: 'not-invited' }
  | { kind: 'another-address' }
> = {
  name: 'hub.sign-up',
  async execute(transaction, { mode, account, invitationDigest, verification }) {
    const invitation =
      invitationDigest === undefined
        ? undefined
        : await openInvitation(transaction, invitationDigest, account.now);
    if (!invitation && (mode === 'invitation' || invitationDigest !== undefined)) {
      return { kind: 'not-invited' };
    }
    const invited = invitation?.email ?? null;
    if (invited !== null && account.email !== invited) return { kind: 'another-address' };
    // The letter with the invitation has reached him there.
    const verified = invited !== null;
    const made = await insertAccount(transaction, {
      ...account,
      emailVerified: verified,
      unverified: !verified && verification !== undefined,
    });
    if (made.kind === 'taken') return made;
    if (invitation) await countInvitation(transaction, invitation.id);
    if (!verified && verification) {
      await transaction
        .insertInto('hub_account_links')
        .values({ ...verification.row, account_id: made.id })
        .execute();
      await postLetter(transaction, verification.letter);
    }
    return made;
  },
};
