/** What the hub writes to people. Links are complete; whoever makes one hands in the hub's origin. */
export type Letter =
  | {
      readonly kind: 'verify-email';
      readonly name: string;
      readonly link: string;
      readonly hours: number;
    }
  | {
      readonly kind: 'reset-password';
      readonly name: string;
      readonly link: string;
      readonly minutes: number;
      /** From where it was asked for. */
      readonly address: string;
    }
  | {
      readonly kind: 'invitation';
      /** Who invites. */
      readonly inviter: string;
      /** An organization's name; undefined: to the hub itself. */
      readonly organization?: string | undefined;
      readonly link: string;
      readonly days: number;
    }
  | {
      /** Something about the account's security was changed, or somebody signed in from a new place. */
      readonly kind: 'security-notice';
      readonly name: string;
      /** A whole sentence: `Two-factor authentication was turned off.` */
      readonly what: string;
      readonly address: string;
      readonly client: string;
      readonly at: number;
      /** Where the account's security is looked after. */
      readonly link: string;
    }
  | {
      readonly kind: 'webhook-paused';
      readonly webhook: string;
      /** `kirtan/my-app`, or an organization's name. */
      readonly owner: string;
      readonly reason: string;
      readonly link: string;
    };
