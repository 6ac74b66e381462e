import { RuntimeError } from '../errors.ts';
import { readTextInRoot } from './path-in-root.ts';

/** Who a container's first process is. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  /** With the primary group among them, so that dropping it needs the right to (CVE-2023-25173). */
  readonly additionalGids: readonly number[];
  /** The home folder of the root's /etc/passwd, `/` where the user is not in it. */
  readonly home: string;
}

interface PasswordEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const LARGEST_ID = 2 ** 31 - 1;

/**
 * Looks `user[:group]` up in the root's own /etc/passwd and /etc/group, as BuildKit does: a number
 * is always an id and need not be listed; a name must be; groups that list the user are added only
 * where no group was named. Throws USER_UNKNOWN.
 */
export async function lookUpUser(root: string, user: string): Promise<ContainerUser> {
  const passwords = parsePasswords(await readTextInRoot(root, '/etc/passwd'));
  const groups = parseGroups(await readTextInRoot(root, '/etc/group'));
  const colon = user.indexOf(':');
  const userPart = colon === -1 ? user : user.slice(0, colon);
  const groupPart = colon === -1 ? '' : user.slice(colon + 1);

  const entry = findUser(passwords, userPart);
  const uid = entry?.uid ?? (userPart === '' ? 0 : parseId(userPart));
  if (uid === undefined) throw unknownUser(user, userPart, '/etc/passwd');
  const home = entry?.home || '/';
  if (groupPart === '') {
    const gid = entry?.gid ?? 0;
    const listed = entry ? groups.filter((group) => group.members.includes(entry.name)) : [];
    const gids = listed.map((group) => group.gid);
    return { uid, gid, additionalGids: gids.includes(gid) ? gids : [gid, ...gids], home };
  }
  const gid = findGroup(groups, groupPart);
  if (gid === undefined) throw unknownUser(user, groupPart, '/etc/group');
  return { uid, gid, additionalGids: [gid], home };
}

function findUser(entries: readonly PasswordEntry[], user: string): PasswordEntry | undefined {
  const uid = user === '' ? 0 : parseId(user);
  return uid === undefined
    ? entries.find((entry) => entry.name === user)
    : entries.find((entry) => entry.uid === uid);
}

function findGroup(entries: readonly GroupEntry[], group: string): number | undefined {
  return parseId(group) ?? entries.find((entry) => entry.name === group)?.gid;
}

function parseId(text: string): number | undefined {
  if (!/^\d+$/u.test(text)) return undefined;
  const id = Number(text);
  if (id > LARGEST_ID) {
    throw new RuntimeError('USER_UNKNOWN', `id ${text} is larger than ${LARGEST_ID}`);
  }
  return id;
}

function unknownUser(user: string, part: string, file: string): RuntimeError {
  return new RuntimeError(
    'USER_UNKNOWN',
    `user "${user}": "${part}" is not in the image's ${file}`,
    { advice: 'create it in an earlier step (useradd, adduser, groupadd), or name it by number' },
  );
}

function parsePasswords(text: string): PasswordEntry[] {
  return fieldsOf(text).flatMap(([name = '', , uid = '', gid = '', , home = '']) =>
    isListedId(uid) && isListedId(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home }] : [],
  );
}

function parseGroups(text: string): GroupEntry[] {
  return fieldsOf(text).flatMap(([name = '', , gid = '', members = '']) =>
    isListedId(gid) ? [{ name, gid: Number(gid), members: members.split(',') }] : [],
  );
}

function isListedId(text: string): boolean {
  return /^\d{1,10}$/u.test(text);
}

function fieldsOf(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}
