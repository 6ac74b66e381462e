import { runCommand, tryCommand } from '../support/run-command.ts';

/** Who builds; the tests themselves run as root. */
export const builders = ['root', 'an ordinary user'] as const;
export type Builder = (typeof builders)[number];

const ordinaryUser = 'slipway-builder';

/** What these tests need besides. */
export const namespaceTools = ['unshare', 'newuidmap', 'setpriv', 'useradd'];

/** Makes the user, with subordinate ids, which useradd gives. */
export async function addOrdinaryUser(): Promise<void> {
  await runCommand('sh', ['-c', `id ${ordinaryUser} 2>/dev/null || useradd -m ${ordinaryUser}`]);
}

/** `command` as that user would start it. */
export function startedBy(builder: Builder, command: readonly string[]): readonly string[] {
  if (builder === 'root') return command;
  const user = [`--reuid=${ordinaryUser}`, `--regid=${ordinaryUser}`, '--init-groups'];
  return ['setpriv', ...user, ...command];
}

/** Gives a folder to the builder. */
export async function giveTo(builder: Builder, path: string): Promise<void> {
  if (builder !== 'root') await runCommand('chown', ['-R', `${ordinaryUser}:`, path]);
}

/** Runs a command as the builder to its end. */
export async function runAs(builder: Builder, command: readonly string[]) {
  const [program = '', ...parameters] = startedBy(builder, command);
  return tryCommand(program, parameters);
}
