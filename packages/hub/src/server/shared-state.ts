import type { CommandChannel } from '@slipway/database';
import type { Caller, UploadSlots } from '@slipway/registry';
import type { Configuration } from '../config/settings.ts';
import type { ApiAllowance, ApiLimiter } from '../ports/api-limiter.ts';
import type { HubOperations } from '../ports/hub-operations.ts';
import type { LoginAllowance, LoginKeys, LoginLimiter } from '../ports/login-limiter.ts';
import { LoginAttempts } from './login-attempts.ts';
import { operationNames } from './operations.ts';
import { RequestCounter } from './request-counter.ts';
import { UploadCounter } from './upload-counter.ts';

/** Names of what workers ask the primary, beside database commands. */
const names = {
  loginCheck: 'server.login-check',
  loginFailed: 'server.login-failed',
  loginSucceeded: 'server.login-succeeded',
  acquireUpload: 'server.acquire-upload',
  releaseUpload: 'server.release-upload',
  takeRequest: 'server.take-request',
} as const;

/** What must be counted once for all workers; the primary holds it. */
export class SharedState {
  readonly uploads: UploadCounter;
  readonly #logins: LoginAttempts;
  readonly #requests: RequestCounter;
  /** What administrators ask of the primary; filled once it knows. */
  readonly operations: Pick<HubOperations, 'settings' | 'processes'>;

  constructor(
    { limits }: Configuration,
    operations: Pick<HubOperations, 'settings' | 'processes'> = nothingKnown,
  ) {
    this.operations = operations;
    this.uploads = new UploadCounter({
      total: limits.uploads,
      perAccount: limits.uploadsPerAccount,
    });
    this.#requests = new RequestCounter({ limit: limits.apiRequests, windowMs: limits.apiWindow });
    this.#logins = new LoginAttempts({
      failures: limits.loginFailures,
      windowMs: limits.loginWindow,
    });
  }

  /** The view of one worker; `close` gives back what a worker that died held. */
  forWorker(): { answer(name: string, input: unknown): unknown; close(): void } {
    const held = new Map<string, number>();
    const { uploads } = this;
    const logins = this.#logins;
    const requests = this.#requests;
    const { operations } = this;
    let open = true;
    const take = (account: string) => {
      if (!open || !uploads.acquire(account)) return false;
      held.set(account, (held.get(account) ?? 0) + 1);
      return true;
    };
    const giveBack = (account: string) => {
      const count = held.get(account) ?? 0;
      if (count === 0) return;
      if (count > 1) held.set(account, count - 1);
      else held.delete(account);
      uploads.release(account);
    };
    return {
      answer(name, input) {
        switch (name) {
          case operationNames.settings:
            return operations.settings();
          case operationNames.processes:
            return operations.processes();
          case names.takeRequest:
            return requests.take(input as string);
          case names.loginCheck:
            return logins.check(input as LoginKeys);
          case names.loginFailed:
            return logins.failed(input as LoginKeys);
          case names.loginSucceeded:
            return logins.succeeded(input as LoginKeys);
          case names.acquireUpload:
            return take(input as string);
          case names.releaseUpload:
            return giveBack(input as string);
          default:
            throw new Error(`the primary knows no ${name}`);
        }
      },
      close() {
        open = false;
        for (const [account, count] of held) {
          for (let index = 0; index < count; index++) uploads.release(account);
        }
        held.clear();
      },
    };
  }
}

const nothingKnown: SharedState['operations'] = {
  settings: async () => [],
  processes: async () => ({
    ...{ startedAt: Date.now(), workersWanted: 0, workersRunning: 0, workerRestarts: 0 },
  }),
};

/** A worker's sign-in limiter, counting in the primary. */
export function sharedLoginLimiter(primary: CommandChannel): LoginLimiter {
  return {
    check: async (keys) => (await primary.send(names.loginCheck, keys)) as LoginAllowance,
    failed: async (keys) => void (await primary.send(names.loginFailed, keys)),
    succeeded: async (keys) => void (await primary.send(names.loginSucceeded, keys)),
  };
}

/** A worker's counts of requests to the API, kept in the primary. */
export function sharedApiLimiter(primary: CommandChannel): ApiLimiter {
  return { take: async (key) => (await primary.send(names.takeRequest, key)) as ApiAllowance };
}

/** A worker's upload slots, counted in the primary. */
export function sharedUploadSlots(primary: CommandChannel): UploadSlots {
  return {
    async acquire(caller: Caller) {
      const account = String(caller.accountId ?? 'anonymous');
      if (!(await primary.send(names.acquireUpload, account))) return undefined;
      return () => {
        // Where the primary has gone, so have its counts.
        primary.send(names.releaseUpload, account).catch(() => {});
      };
    },
  };
}
