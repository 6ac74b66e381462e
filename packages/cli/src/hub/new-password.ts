import { randomInt } from 'node:crypto';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { askSecret, canAsk, readStandardInput } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** A password for an account, and whether the user has not seen it yet. */
export interface NewPassword {
  readonly password: string;
  readonly generated: boolean;
}

/**
 * The password that `--password-stdin`, `--generate` or the user gives; generated where nobody can
 * be asked. Throws a usage error for an empty one and for two that differ.
 */
export async function newPassword(context: Context, input: CommandInput): Promise<NewPassword> {
  const fromInput = input.flag('passwordStdin');
  if (fromInput && input.flag('generate')) {
    throw usageError('--password-stdin and --generate exclude each other');
  }
  if (fromInput) {
    return { password: filled(await readStandardInput(context)), generated: false };
  }
  if (input.flag('generate') || !canAsk(context)) {
    return { password: generatePassword(), generated: true };
  }
  const password = filled(await askSecret(context, 'New password: '));
  const again = await askSecret(context, 'The same again: ');
  if (again !== password) throw usageError('the two passwords differ');
  return { password, generated: false };
}

function filled(password: string): string {
  if (password === '') throw usageError('the password is empty');
  return password;
}

/** Without the characters that are read for one another. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 20 of 56 characters: more than 116 bits. */
const length = 20;

function generatePassword(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
