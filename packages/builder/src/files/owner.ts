import type { RootView } from '@slipway/runtime';
import { BuildError } from '../errors.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const largestId = 2 ** 31 - 1;

/**
 * Who `--chown` means: `user`, `user:group`, names or numbers. Without a group: the named user's
 * own, or the one with the number of the user. Throws COPY_FAILED for names that the image has not.
 */
export async function resolveOwner(chown: string, view: RootView): Promise<Owner> {
  const colon = chown.indexOf(':');
  const user = colon < 0 ? chown : chown.slice(0, colon);
  const group = colon < 0 ? '' : chown.slice(colon + 1);
  const owner = await resolveUser(user, view);
  if (group === '') return owner;
  const gid = numeric(group) ?? number((await findEntry(view, '/etc/group', group))?.[2]);
  if (gid === undefined) throw unknown('group', group, '/etc/group');
  return { uid: owner.uid, gid };
}

async function resolveUser(user: string, view: RootView): Promise<Owner> {
  if (user === '') return { uid: 0, gid: 0 };
  const id = numeric(user);
  if (id !== undefined) return { uid: id, gid: id };
  const entry = await findEntry(view, '/etc/passwd', user);
  const uid = number(entry?.[2]);
  if (uid === undefined) throw unknown('user', user, '/etc/passwd');
  return { uid, gid: number(entry?.[3]) ?? 0 };
}

async function findEntry(
  view: RootView,
  file: string,
  name: string,
): Promise<readonly string[] | undefined> {
  const content = await view.readFile(file);
  if (!content) return undefined;
  for (const line of Buffer.from(content).toString('utf8').split('\n')) {
    const fields = line.trim().split(':');
    if (fields[0] === name) return fields;
  }
  return undefined;
}

function numeric(text: string): number | undefined {
  return /^[0-9]+$/.test(text) ? number(text) : undefined;
}

function number(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= 0 && value <= largestId ? value : undefined;
}

function unknown(kind: 'user' | 'group', name: string, file: string): BuildError {
  return new BuildError(
    'COPY_FAILED',
    `--chown: the image has no ${kind} ${JSON.stringify(name)}`,
    {
      advice: `use a number, or make the ${kind} first: ${file} of the stage does not name it`,
    },
  );
}
