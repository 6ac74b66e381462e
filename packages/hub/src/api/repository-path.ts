import { type RepositoryName, tryParseRepositoryName } from '@slipway/oci';
import type { HubRequest } from './hub-request.ts';
import { ProblemError } from './problem-error.ts';

/** The `namespace/repository` of a path; 404 where it can be none. */
export function pathName(request: HubRequest): RepositoryName {
  const text = `${request.param('namespace')}/${request.param('repository')}`;
  const name = tryParseRepositoryName(text);
  if (!name) throw unknownRepository();
  return name;
}

/** What somebody gets who may not see a repository, and who asks for one that is not there. */
export function unknownRepository(): ProblemError {
  return new ProblemError(404, 'there is no such repository, or you may not see it');
}
