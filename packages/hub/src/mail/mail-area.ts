import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { sendLetters } from './send-letters.ts';

/** Sends the letters that others post. */
export function mailArea({ database, secrets, mailer, log }: HubServices): HubArea {
  return { routes: [], jobs: [sendLetters({ database, secrets, mailer, log })] };
}
