import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { type PasswordOwner, passwordProblem } from './password-rules.ts';

/** A password that is to be, the member of the request that has it, and whose it is. */
export interface AskedPassword {
  readonly password: string;
  readonly member: string;
  readonly owner: PasswordOwner;
}

/** The hash of a password that is to be. Throws ProblemError 400 naming the member where it cannot be one. */
export function hashedPassword(services: HubServices, asked: AskedPassword): Promise<string> {
  checkPassword(asked);
  return services.hasher.hash(asked.password);
}

/** Throws ProblemError 400 naming the member where it cannot be a password. */
export function checkPassword({ password, member, owner }: AskedPassword): void {
  const problem = passwordProblem(password, owner);
  if (problem) throw new ProblemError(400, problem, { fields: { [member]: [problem] } });
}
