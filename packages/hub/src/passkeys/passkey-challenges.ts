import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import { type SecretBox, SecretBoxError } from '../secrets/secret-box.ts';
import { secretDigest } from '../tokens/secret.ts';

const lifeMilliseconds = 5 * 60_000;

/** What a challenge is for: an account that adds a passkey, or somebody who signs in. */
export type ChallengePurpose = `add ${number}` | 'sign-in';

/** A challenge that was answered in time; a command notes that it is used up. */
export interface AnsweredChallenge {
  readonly digest: string;
  readonly expiresAt: number;
}

/**
 * Challenges that any worker makes and any other checks: each is its own time, sealed. Who asks for
 * one, signed in or not, so writes nothing; only answered ones are kept, until they expire.
 */
export class PasskeyChallenges {
  readonly #secrets: SecretBox;
  readonly #clock: Clock;

  constructor(secrets: SecretBox, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  make(purpose: ChallengePurpose): string {
    const until = this.#clock() + lifeMilliseconds;
    return this.#secrets.seal(`${until} ${randomBytes(16).toString('base64url')}`, about(purpose));
  }

  /** Reads a challenge as a browser gives it back, in base64url; undefined where it is not good. */
  read(encoded: string, purpose: ChallengePurpose): AnsweredChallenge | undefined {
    if (encoded.length > 1000) return undefined;
    const challenge = Buffer.from(encoded, 'base64url').toString('utf8');
    try {
      const expiresAt = Number(this.#secrets.open(challenge, about(purpose)).split(' ')[0]);
      if (expiresAt <= this.#clock()) return undefined;
      return { digest: secretDigest(challenge), expiresAt };
    } catch (error) {
      if (error instanceof SecretBoxError) return undefined;
      throw error;
    }
  }
}

function about(purpose: ChallengePurpose): string {
  return `passkey challenge ${purpose}`;
}
