import { ProblemError } from '../api/problem-error.ts';

const statuses = { absent: 404, denied: 403, conflict: 409, invalid: 400 } as const;

/** Why a command did nothing. A plain value. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: keyof typeof statuses;
  readonly message: string;
  /** The member of the request that is wrong. */
  readonly field?: string;
}

/** A refusal, with the member of the request that is wrong where it is one. */
export function refuse(reason: Refusal['reason'], message: string, field?: string): Refusal {
  return { kind: 'refused', reason, message, ...(field === undefined ? {} : { field }) };
}

/** What a command did; throws ProblemError where it refused. */
export function accepted<Outcome extends { readonly kind: string }>(
  outcome: Outcome | Refusal,
): Exclude<Outcome, Refusal> {
  if (!isRefusal(outcome)) return outcome as Exclude<Outcome, Refusal>;
  const { message, field } = outcome;
  throw new ProblemError(
    statuses[outcome.reason],
    message,
    field === undefined ? {} : { fields: { [field]: [message] } },
  );
}

function isRefusal(outcome: { readonly kind: string }): outcome is Refusal {
  return outcome.kind === 'refused';
}
