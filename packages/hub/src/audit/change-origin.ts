import type { Subject } from '../access/subject.ts';
import type { HubRequest } from '../api/hub-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { AuditActor } from './record-audit.ts';

/** Who asks for a change, from where and when: a part of commands' input. A plain value. */
export interface ChangeOrigin {
  readonly subject: Subject;
  /** The client's address. */
  readonly address: string;
  /** Its User-Agent. */
  readonly client: string;
  readonly now: number;
}

/** The origin of what a request changes. */
export function changeOrigin(
  { clock }: { readonly clock: Clock },
  request: HubRequest,
): ChangeOrigin {
  return {
    subject: request.subject,
    address: request.context.address,
    client: request.agent(),
    now: clock(),
  };
}

/** Whom the audit log is to name. */
export function actorOf({ subject, address, client }: ChangeOrigin): AuditActor {
  return { id: subject.accountId ?? null, name: subject.name, address, client };
}
