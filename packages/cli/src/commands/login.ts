import { type Credential, isRemoteError, type StoredAt } from '@slipway/remote';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { openCredentials, withClient } from '../hub/connect.ts';
import { defaultHub, hostOf } from '../hub/default-hub.ts';
import { writeUserSettings } from '../hub/user-settings.ts';
import { askLine, askSecret, readStandardInput } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway login [HOST]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const given = input.optionalArgument(0);
  const host = given === undefined ? await defaultHub(context, input) : hostOf(given);
  const credential = await readCredential(context, input, host);
  await withClient(context, input, async (client) => {
    try {
      await client.ping(host, { credential, signal: context.signal });
    } catch (cause) {
      if (!isRemoteError(cause, 'UNAUTHORIZED') && !isRemoteError(cause, 'DENIED')) throw cause;
      throw new CliError(`${host} does not accept this name and password`, {
        exitCode: exitCodes.authentication,
        advice: 'Check both; an access token serves as the password',
        cause,
      });
    }
  });
  const stored = await openCredentials(context).store(host, credential);
  await writeUserSettings(context, { hub: host });
  warn(context, stored);
  context.stdout.write(`Logged in to ${host} as ${credential.username}.\n`);
}

type PasswordCredential = Extract<Credential, { password: string }>;

async function readCredential(
  context: Context,
  input: CommandInput,
  host: string,
): Promise<PasswordCredential> {
  const named = input.text('username');
  const typed = input.text('password');
  const fromInput = input.flag('passwordStdin');
  if (typed !== undefined && fromInput) {
    throw usageError('--password and --password-stdin exclude each other');
  }
  if (fromInput && named === undefined) throw usageError('--password-stdin needs --username');
  if (typed !== undefined) {
    context.stderr.write(
      'WARNING! Using --password is insecure: others on this machine can see it. Use --password-stdin.\n',
    );
  }
  const username = named ?? (await askLine(context, `Username for ${host}: `)).trim();
  const password =
    typed ??
    (fromInput ? await readStandardInput(context) : await askSecret(context, 'Password: '));
  if (username === '') throw usageError('the user name is empty');
  if (password === '') throw usageError('the password is empty');
  return { username, password };
}

/** As docker warns. */
function warn({ stderr }: Context, stored: StoredAt): void {
  if (stored.kind !== 'file') return;
  stderr.write(
    `WARNING! Your password is stored unencrypted in ${stored.name}.\nConfigure a credential helper to avoid this: https://docs.docker.com/go/credential-store/\n`,
  );
}
