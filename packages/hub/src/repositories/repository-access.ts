import type { Subject } from '../access/subject.ts';
import type { HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { unknownRepository } from '../api/repository-path.ts';
import type { HubServices } from '../hub-services.ts';
import type { GrantedPlaces } from '../search/granted-places.ts';
import type { RepositoryConflict, RepositoryRefusal } from './administered.ts';
import type { Viewer } from './repository-shown.ts';

/** What the routes of repositories work with. */
export interface RepositoryServices extends HubServices {
  readonly granted: (subject: Subject) => Promise<GrantedPlaces>;
}

/** Who asks, with what is granted to him. */
export async function viewerOf(
  services: RepositoryServices,
  { subject }: HubRequest,
): Promise<Viewer> {
  return { subject, granted: await services.granted(subject) };
}

/** What a route answers where its command did nothing. */
export function refusalOf(refused: RepositoryRefusal | RepositoryConflict): ProblemError {
  if (refused.kind === 'unknown') return unknownRepository();
  return new ProblemError(refused.kind === 'conflict' ? 409 : 403, refused.message);
}

/** Forgets what was remembered of names: on other workers that takes half a second. */
export function forgetNames({ live }: HubServices, names: readonly string[]): void {
  for (const name of names) live.places.forget(name);
}
