import { expect, test } from 'vitest';
import type { ClientScene } from './client-scene.ts';
import type { Credentials } from './hub-api.ts';
import type { CommandResult } from './run-command.ts';

/** What every client can do, so that every client is refused the same things. */
export interface ClientUnderTest {
  login(who: Credentials): Promise<CommandResult>;
  logout(): Promise<CommandResult>;
  /** Pushes the scene's image under this name. */
  push(image: string): Promise<CommandResult>;
  pull(image: string): Promise<CommandResult>;
}

/** Tests of who may do what, through a genuine client. */
export function testAccess(scene: () => ClientScene, client: () => ClientUnderTest): void {
  test('logs in with a password, pushes and pulls a private image', async () => {
    const { owner, repository } = scene();
    await succeed(client().login(owner));
    await succeed(client().push(`${repository('by-password')}:1`));
    await succeed(client().pull(`${repository('by-password')}:1`));
  });

  test('logs in with a token that may write, pushes and pulls', async () => {
    const { writer, repository } = scene();
    await succeed(client().login(writer));
    await succeed(client().push(`${repository('by-token')}:1`));
    await succeed(client().pull(`${repository('by-token')}:1`));
  });

  test('is refused with a wrong password', async () => {
    const { owner, repository } = scene();
    const login = await client().login({ ...owner, password: 'not the password' });
    // Some clients only store what they are given, and hear the answer when they push.
    const refused = login.code === 0 ? await client().push(`${repository('wrong')}:1`) : login;
    expect(refused.code).not.toBe(0);
    expect(textOf(refused)).toMatch(/unauthorized|incorrect|invalid username|401|password/i);
    await client().logout();
  });

  test('pulls with a token that may only read, and is told why it cannot push', async () => {
    const { reader, repository } = scene();
    await succeed(client().login(reader));
    await succeed(client().pull(`${repository('by-password')}:1`));
    const refused = await client().push(`${repository('by-password')}:2`);
    expect(refused.code).not.toBe(0);
    expect(textOf(refused)).toMatch(/denied|forbidden|unauthorized|insufficient/i);
  });

  test('a stranger and nobody at all cannot tell a private image from none', async () => {
    const { stranger, repository } = scene();
    const outcome = async (name: string): Promise<string> => {
      const result = await client().pull(`${repository(name)}:1`);
      expect(result.code).not.toBe(0);
      return withoutDetails(textOf(result)).replaceAll(name, 'NAME');
    };
    await succeed(client().login(stranger));
    expect(await outcome('by-password')).toBe(await outcome('not-there-at'));
    await client().logout();
    expect(await outcome('by-password')).toBe(await outcome('not-there-at'));
  });
}

/** Waits for a command that must succeed; answers what it wrote. */
export async function succeed(running: Promise<CommandResult>): Promise<string> {
  const result = await running;
  expect(result, textOf(result)).toMatchObject({ code: 0 });
  return result.stdout.trim();
}

function textOf(result: CommandResult): string {
  return `${result.stderr}\n${result.stdout}`;
}

/** Without what differs from run to run: times, request ids. */
function withoutDetails(text: string): string {
  return text
    .replaceAll(/\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
}
