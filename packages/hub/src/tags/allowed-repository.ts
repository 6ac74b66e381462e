import type { RepositoryVerb } from '@slipway/api';
import { judge, situation } from '../access/policy.ts';
import type { HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import type { HubServices } from '../hub-services.ts';

/**
 * The path's repository, where the caller may do this with it: for what is read by those alone who may
 * change it. Throws ProblemError 403 or 404.
 */
export async function allowedRepository(
  { live }: Pick<HubServices, 'live'>,
  request: HubRequest,
  verb: RepositoryVerb,
): Promise<{ readonly id: number; readonly namespaceId: number }> {
  const found = await situation(live, request.subject, pathName(request));
  const verdict = judge(request.subject, found, verb);
  if (verdict.kind === 'denied') throw new ProblemError(403, verdict.message);
  const { namespace } = found.place;
  if (verdict.kind === 'hidden' || !verdict.repository || !namespace) throw unknownRepository();
  return { id: verdict.repository.id, namespaceId: namespace.id };
}
