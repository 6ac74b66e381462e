import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { startOrganization } from '../testing/organization.ts';
import { keepingMailer, runJobs } from '../testing/run-jobs.ts';

const bulk = 'POST /v2/invites/bulk';
const codeOf = (link: string) => link.slice(link.indexOf('#') + 1);

describeOnEveryDatabase('invitations', (databases) => {
  test('go to user names and addresses at once, each with what became of it', async () => {
    const { ask, must } = await startOrganization(databases);
    const invitees = ['sam', 'New@Acme.test', 'mia', 'nobody-here', 'not@an', 'sam '];
    const body = { org: 'acme', role: 'editor', invitees };
    const dry = await must('olga', bulk, { ...body, dry_run: true });
    expect(dry.status).toBe(202);
    const statuses = [
      { invitee: 'sam', status: 'invited' },
      { invitee: 'New@Acme.test', status: 'invited' },
      { invitee: 'mia', status: 'existing_org_member' },
      { invitee: 'nobody-here', status: 'invalid_email_or_docker_id' },
      { invitee: 'not@an', status: 'invalid_email_or_docker_id' },
    ];
    expect(dry.body.invitees).toEqual(statuses);
    expect((await must('olga', 'GET /v2/orgs/acme/invites')).body).toEqual({ data: [] });
    const done = (await must('olga', bulk, body)).body.invitees;
    expect(done).toMatchObject(statuses);
    expect(done[0].invite).toMatchObject({
      inviter_username: 'olga',
      invitee: 'sam',
      org: 'acme',
      team: '',
      role: 'editor',
    });
    expect(done[0].link).toBeUndefined();
    expect(done[1].link).toMatch(/\/invite#slp_inv_[\w-]{32}$/);
    const again = (await must('olga', bulk, body)).body.invitees;
    expect(again.slice(0, 2).map((each: { status: string }) => each.status)).toEqual([
      'already_invited',
      'already_invited',
    ]);
    const listed = (await must('olga', 'GET /v2/orgs/acme/invites')).body.data;
    expect(listed.map((each: { invitee: string }) => each.invitee).sort()).toEqual([
      'new@acme.test',
      'sam',
    ]);
    expect(JSON.stringify(listed)).not.toContain('slp_inv_');
    for (const as of ['eddy', 'mia', 'sam'] as const) {
      expect((await ask(as, bulk, body)).status).toBe(403);
      expect((await ask(as, 'GET /v2/orgs/acme/invites')).status).toBe(403);
    }
    expect((await ask('olga', bulk, { ...body, org: 'none' })).status).toBe(404);
    expect((await ask('olga', bulk, { ...body, role: 'king' })).status).toBe(400);
    expect((await ask('olga', bulk, { ...body, team: 'none' })).status).toBe(404);
  });

  test('are accepted or declined by the invited account alone', async () => {
    const { ask, must } = await startOrganization(databases);
    await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' });
    const body = { org: 'acme', team: 'devs', invitees: ['sam'] };
    const first = (await must('olga', bulk, body)).body.invitees[0].invite;
    const own = (await must('sam', 'GET /v2/user/invites')).body;
    expect(own).toMatchObject({
      count: 1,
      results: [{ id: first.id, org: 'acme', org_full_name: 'Acme & Sons', team: 'devs' }],
    });
    expect((await must('mia', 'GET /v2/user/invites')).body.count).toBe(0);
    expect((await ask('mia', `POST /v2/invites/${first.id}/accept`)).status).toBe(404);
    expect((await ask('sam', `POST /v2/invites/${first.id}/decline`)).status).toBe(204);
    expect((await ask('sam', `POST /v2/invites/${first.id}/accept`)).status).toBe(404);
    expect((await ask('sam', 'GET /v2/orgs/acme/members')).status).toBe(403);
    const second = (await must('olga', bulk, body)).body.invitees[0].invite;
    expect((await ask('sam', `POST /v2/invites/${second.id}/accept`)).status).toBe(204);
    const members = (await must('sam', 'GET /v2/orgs/acme/members?search=sam')).body.results;
    expect(members).toMatchObject([{ username: 'sam', role: 'Member', groups: ['devs'] }]);
    expect((await ask('olga', `DELETE /v2/invites/${second.id}`)).status).toBe(404);
  });

  test('to the team of owners make an owner', async () => {
    const { must } = await startOrganization(databases);
    const body = { org: 'acme', team: 'owners', invitees: ['sam'] };
    const { invite } = (await must('olga', bulk, body)).body.invitees[0];
    await must('sam', `POST /v2/invites/${invite.id}/accept`);
    expect((await must('sam', 'GET /v2/orgs/acme')).body.role).toBe('owner');
  });

  test('are cancelled and sent again by owners; a former link works no more', async () => {
    const { ask, must, clock } = await startOrganization(databases);
    const made = (await must('olga', bulk, { org: 'acme', invitees: ['new@acme.test'] })).body;
    const [{ invite, link }] = made.invitees;
    const code = codeOf(link);
    expect((await must('nobody', 'POST /v2/invites/link', { code })).body).toMatchObject({
      org: 'acme',
      inviter_username: 'olga',
    });
    const resend = `PATCH /v2/invites/${invite.id}/resend`;
    expect((await ask('olga', resend)).status).toBe(409);
    clock.advance(60_000);
    for (const as of ['mia', 'sam'] as const) {
      expect((await ask(as, resend)).status).toBe(404);
      expect((await ask(as, `DELETE /v2/invites/${invite.id}`)).status).toBe(404);
    }
    expect((await ask('olga', resend)).status).toBe(204);
    expect((await ask('nobody', 'POST /v2/invites/link', { code })).status).toBe(404);
    expect((await ask('sam', 'POST /v2/invites/link/accept', { code })).status).toBe(404);
    expect((await ask('olga', `DELETE /v2/invites/${invite.id}`)).status).toBe(204);
    expect((await must('olga', 'GET /v2/orgs/acme/invites')).body.data).toEqual([]);
  });

  test('by a link are answered by whoever holds it, and end with time', async () => {
    const settings = { inviteSeconds: 3600 };
    const { ask, must, clock, one } = await startOrganization(databases, { settings });
    const invited = async (email: string) => {
      const body = { org: 'acme', role: 'editor', invitees: [email] };
      return codeOf((await must('olga', bulk, body)).body.invitees[0].link);
    };
    const first = await invited('a@acme.test');
    expect((await ask('nobody', 'POST /v2/invites/link/accept', { code: first })).status).toBe(401);
    expect((await ask('sam', 'POST /v2/invites/link/accept', { code: first })).status).toBe(204);
    expect((await must('sam', 'GET /v2/orgs/acme')).body.role).toBe('editor');
    // A member keeps his role.
    const second = await invited('b@acme.test');
    expect((await ask('mia', 'POST /v2/invites/link/accept', { code: second })).status).toBe(204);
    expect((await must('mia', 'GET /v2/orgs/acme')).body.role).toBe('member');
    const third = await invited('c@acme.test');
    expect((await ask('nobody', 'POST /v2/invites/link/decline', { code: third })).status).toBe(
      204,
    );
    expect((await ask('sam', 'POST /v2/invites/link/accept', { code: third })).status).toBe(404);
    const fourth = await invited('d@acme.test');
    clock.advance(3_600_000);
    expect((await ask('nobody', 'POST /v2/invites/link', { code: fourth })).status).toBe(404);
    const expire = one.hub.periodic.find(({ name }) => name === 'hub.expire-invites');
    expect(await expire?.run({ signal: new AbortController().signal })).toBe('1 removed');
    expect(one.logged.join()).not.toContain('slp_inv_');
  });

  test('are sent by mail where the hub sends any', async () => {
    const { mailer, sent, code } = keepingMailer();
    const { must, one, database } = await startOrganization(databases, { mailer });
    await must('olga', bulk, { org: 'acme', invitees: ['new@acme.test', 'sam'] });
    await runJobs(one.hub, database);
    expect(sent.filter(({ to }) => to === 'new@acme.test')).toHaveLength(1);
    await must('sam', 'POST /v2/invites/link/accept', { code: code('new@acme.test') });
    expect((await must('sam', 'GET /v2/orgs/acme')).body.role).toBe('member');
  });

  test('to an address show to the account that has confirmed it, and to none that states it', async () => {
    const { ask, must } = await startOrganization(databases);
    const { invitees } = (await must('olga', bulk, { org: 'acme', invitees: ['sam@acme.test'] }))
      .body;
    const accept = `POST /v2/invites/${invitees[0].invite.id}/accept`;
    await must('admin', 'PATCH /v2/users/sam', { email: 'sam@acme.test', email_verified: false });
    expect((await must('sam', 'GET /v2/user/invites')).body.count).toBe(0);
    expect((await ask('sam', accept)).status).toBe(403);
    await must('admin', 'PATCH /v2/users/sam', { email_verified: true });
    expect((await must('sam', 'GET /v2/user/invites')).body.count).toBe(1);
    expect((await ask('sam', accept)).status).toBe(204);
    const again = (await must('olga', bulk, { org: 'acme', invitees: ['SAM@acme.test'] })).body;
    expect(again.invitees[0].status).toBe('existing_org_member');
  });
});
