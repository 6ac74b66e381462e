import type { OrganizationRole } from '@slipway/api';
import type { Place } from './live-state.ts';
import { type Level, level } from './permissions.ts';
import type { Subject } from './subject.ts';

/** What somebody is to a place: to its namespace, and to the repository if there is one. */
export interface Standing {
  readonly level: Level;
  /** Whether he sees everything in the namespace, and so learns what is not there. */
  readonly seesAll: boolean;
  /** Whether he makes repositories here. */
  readonly mayCreate: boolean;
}

/** What rows say that the subject and the place do not. */
export interface Grants {
  readonly role: OrganizationRole | null;
  /** The highest of what teams and collaborations give for the repository. */
  readonly level: Level;
}

const stranger: Standing = { level: level.none, seesAll: false, mayCreate: false };
const owner: Standing = { level: level.admin, seesAll: true, mayCreate: true };

/** Where the subject and the place alone decide; undefined where grants have to be read. */
export function plainStanding(subject: Subject, { namespace }: Place): Standing | undefined {
  if (subject.accountId === undefined) return stranger;
  if (subject.administrator) {
    // Not in people's own namespaces: what is there is theirs.
    const mayCreate =
      namespace !== undefined &&
      (namespace.kind !== 'personal' || namespace.id === subject.accountId);
    return { level: level.admin, seesAll: true, mayCreate };
  }
  if (namespace === undefined || namespace.kind === 'official') return stranger;
  // An organization's access token speaks for the organization itself.
  if (namespace.id === subject.accountId) return owner;
  return undefined;
}

/** The standing of somebody who is neither administrator nor in his own namespace. */
export function grantedStanding(grants: Grants): Standing {
  if (grants.role === 'owner' || grants.role === 'editor') return owner;
  return { level: grants.level, seesAll: false, mayCreate: false };
}
