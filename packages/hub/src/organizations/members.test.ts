import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { freshnessMilliseconds } from '../access/fresh-cache.ts';
import { send } from '../testing/client.ts';
import { makeRepository, startOrganization } from '../testing/organization.ts';

const members = '/v2/orgs/acme/members';

describeOnEveryDatabase("an organization's members", (databases) => {
  test('are listed, searched and filtered; addresses are for owners', async () => {
    const { ask, must } = await startOrganization(databases);
    await must('admin', 'PATCH /v2/users/mia', { email: 'Mia@Acme.test' });
    await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' });
    await must('olga', 'POST /v2/orgs/acme/groups/devs/members', { member: 'mia' });
    const listed = async (as: 'olga' | 'mia', query = '') => {
      const { body } = await must(as, `GET ${members}${query}`);
      expect(body.count).toBe(body.results.length);
      return body.results.map((member: { username: string }) => member.username);
    };
    expect(await listed('mia')).toEqual(['eddy', 'mia', 'olga']);
    expect(await listed('mia', '/?role=editor')).toEqual(['eddy']);
    expect(await listed('mia', '?search=LG')).toEqual(['olga']);
    expect(await listed('olga', '?search=acme.test')).toEqual(['mia']);
    expect(await listed('mia', '?search=acme.test')).toEqual([]);
    expect(await listed('olga', '?search=%25')).toEqual([]);
    const seenBy = async (as: 'olga' | 'mia') =>
      (await must(as, `GET ${members}?search=mia`)).body.results[0];
    expect(await seenBy('olga')).toMatchObject({
      role: 'Member',
      type: 'User',
      email: 'mia@acme.test',
      groups: ['devs'],
    });
    expect(await seenBy('mia')).toMatchObject({ email: '', primary_email: '' });
    expect((await ask('olga', `GET ${members}?role=king`)).status).toBe(400);
    const page = (await must('olga', `GET ${members}?page=2&page_size=2`)).body;
    expect(page).toMatchObject({ count: 3, next: null, results: [{ username: 'olga' }] });
  });

  test('are listed with whom is invited, for owners', async () => {
    const { must } = await startOrganization(databases);
    const invitees = ['sam', 'new@acme.test'];
    await must('olga', 'POST /v2/invites/bulk', { org: 'acme', invitees });
    const all = (await must('olga', `GET ${members}?invites=true&page_size=4`)).body;
    expect(all.count).toBe(5);
    expect(all.results.map((each: { role: string }) => each.role)).toEqual([
      'Editor',
      'Member',
      'Owner',
      'Invitee',
    ]);
    const rest = (await must('olga', `GET ${members}?invites=true&page_size=4&page=2`)).body;
    expect(rest.results).toHaveLength(1);
    const invited = (await must('olga', `GET ${members}?type=invitee`)).body.results;
    expect(
      invited
        .map((each: { username: string; email: string }) => each.username || each.email)
        .sort(),
    ).toEqual(['new@acme.test', 'sam']);
    expect((await must('mia', `GET ${members}?type=all`)).body.count).toBe(3);
  });

  test('are exported as CSV in which no formula is left', async () => {
    const { ask, must, bearers, one } = await startOrganization(databases);
    const login = await send(`${one.origin}/v2/user`, {
      method: 'PATCH',
      bearer: bearers.mia,
      body: { full_name: '=HYPERLINK("http://evil.test","x"), Mia' },
    });
    expect(login.status).toBe(200);
    expect((await ask('eddy', `GET ${members}/export`)).status).toBe(403);
    await must('olga', 'POST /v2/invites/bulk', { org: 'acme', invitees: ['+new@acme.test'] });
    const { body, headers } = await must('olga', `GET ${members}/export`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment;filename="acme-members-\d{8}T\d{6}Z\.csv"$/,
    );
    const lines = (body as string).trimEnd().split('\r\n');
    expect(lines[0]).toBe('Name,Username,Email,Type,Role,Teams,Date Joined');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toContain(`"'=HYPERLINK(""http://evil.test"",""x""), Mia",mia,`);
    expect(lines[4]).toContain("'+new@acme.test,Invitee,Invitee");
  });

  test('get roles from owners; the last owner stays one', async () => {
    const { ask, must } = await startOrganization(databases);
    expect((await ask('eddy', `PUT ${members}/mia`, { role: 'editor' })).status).toBe(403);
    expect((await ask('olga', `PUT ${members}/mia/`, { role: 'king' })).status).toBe(400);
    expect((await ask('olga', `PUT ${members}/sam`, { role: 'editor' })).status).toBe(404);
    const last = await ask('olga', `PUT ${members}/olga`, { role: 'member' });
    expect(last.status).toBe(409);
    expect(last.body.detail).toContain('last owner');
    expect((await ask('olga', `DELETE ${members}/olga`)).status).toBe(409);
    expect((await must('olga', `PUT ${members}/mia/`, { role: 'owner' })).body.role).toBe('Owner');
    expect((await ask('mia', `PUT ${members}/olga`, { role: 'member' })).status).toBe(200);
    expect((await ask('mia', `DELETE ${members}/mia`)).status).toBe(409);
    // An owner whose account is closed makes nobody an owner.
    await must('mia', `PUT ${members}/olga`, { role: 'owner' });
    await must('admin', 'PATCH /v2/users/olga', { is_active: false });
    expect((await ask('mia', `PUT ${members}/mia`, { role: 'member' })).status).toBe(409);
  });

  test('leave by themselves and are removed by owners, from teams as well', async () => {
    const { ask, must } = await startOrganization(databases);
    await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' });
    for (const member of ['mia', 'eddy']) {
      await must('olga', 'POST /v2/orgs/acme/groups/devs/members', { member });
    }
    expect((await ask('mia', `DELETE ${members}/eddy`)).status).toBe(403);
    expect((await ask('eddy', `DELETE ${members}/mia`)).status).toBe(403);
    expect((await ask('sam', `DELETE ${members}/sam`)).status).toBe(403);
    expect((await ask('mia', `DELETE ${members}/mia`)).status).toBe(204);
    expect((await ask('olga', `DELETE ${members}/eddy/`)).status).toBe(204);
    expect((await ask('olga', `DELETE ${members}/eddy`)).status).toBe(404);
    expect((await must('olga', 'GET /v2/orgs/acme/groups/devs')).body.member_count).toBe(0);
    // Coming back is not coming back into teams.
    await must('admin', `POST ${members}`, { member: 'mia' });
    expect((await must('olga', 'GET /v2/orgs/acme/groups/devs')).body.member_count).toBe(0);
    expect((await ask('admin', `POST ${members}`, { member: 'mia' })).status).toBe(409);
    expect((await ask('olga', `POST ${members}`, { member: 'sam' })).status).toBe(403);
  });

  test('of one worker are none on another half a second after their removal', async () => {
    const started = await startOrganization(databases);
    const { must, other, bearers, clock } = started;
    await makeRepository(started, 'secret');
    await must('olga', `PUT ${members}/mia`, { role: 'editor' });
    clock.advance(freshnessMilliseconds);
    const onOther = (path: string, body?: object) =>
      send(`${other.origin}${path}`, {
        bearer: bearers.mia,
        ...(body ? { method: 'POST', body } : {}),
      });
    const paths = ['/v2/repositories/acme/secret', members, '/v2/orgs/acme/groups'];
    for (const path of paths) expect((await onOther(path)).status).toBe(200);
    await must('olga', `DELETE ${members}/mia`);
    // The worker still remembers him, yet what he changes is asked in the transaction.
    const made = await onOther('/v2/namespaces/acme/repositories', { name: 'more' });
    expect(made.status).toBe(403);
    clock.advance(freshnessMilliseconds);
    expect((await onOther('/v2/repositories/acme/secret')).status).toBe(404);
    expect((await onOther(members)).status).toBe(403);
    expect((await onOther('/v2/orgs/acme/groups')).status).toBe(403);
  });
});
