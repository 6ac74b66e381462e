import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { type PasswordOwner, passwordProblem } from './password-rules.ts';

/** The hash of a password that is to be. Throws ProblemError 400 naming the member where it cannot be one. */
export function hashedPassword(
  services: HubServices,
  asked: { readonly password: string; readonly member: string; readonly owner: PasswordOwner },
): Promise<string> {
  const problem = passwordProblem(asked.password, asked.owner);
  if (problem) throw new ProblemError(400, problem, { fields: { [asked.member]: [problem] } });
  return services.hasher.hash(asked.password);
}
