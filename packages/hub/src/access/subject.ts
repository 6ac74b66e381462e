import { type Reach, reach } from '../tokens/scopes.ts';

/** Which credential an identity rests on, for asking again whether it still holds. */
export type Credential =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'password'; readonly generation: number }
  | { readonly kind: 'access-token'; readonly id: string }
  /** A browser's; for the API and the pages alone. */
  | { readonly kind: 'session'; readonly id: string; readonly generation: number };

/** What a restricted access token reaches, by repositories' ids. A plain value. */
export interface Restriction {
  readonly repositories: Readonly<Record<number, Reach>>;
  /** Whether it reaches public repositories as well, to pull. */
  readonly publicRead: boolean;
}

/** Somebody (or nobody) as decisions about permissions see him. A plain value. */
export interface Subject {
  readonly accountId: number | undefined;
  readonly name: string;
  readonly administrator: boolean;
  /** Whether it is an organization, that its own access token speaks for. */
  readonly organization?: boolean;
  /** How far the credential goes, whatever the account may. */
  readonly reach: Reach;
  /** Where the credential reaches chosen repositories only. */
  readonly only?: Restriction | undefined;
  readonly credential: Credential;
  /** His e-mail address is not confirmed: he reaches no further than reading, but for his own account. */
  readonly unverified?: boolean;
}

/** Who gives no credentials. */
export const anonymous: Subject = Object.freeze({
  accountId: undefined,
  name: 'anonymous',
  administrator: false,
  reach: reach.publicRead,
  credential: Object.freeze({ kind: 'anonymous' }),
});
