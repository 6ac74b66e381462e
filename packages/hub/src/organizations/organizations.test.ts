import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { makeRepository, startOrganization } from '../testing/organization.ts';

describeOnEveryDatabase('organizations', (databases) => {
  test('are made by any account, which owns them, and share names with accounts', async () => {
    const { ask, must } = await startOrganization(databases);
    const read = (await must('olga', 'GET /v2/orgs/acme')).body;
    expect(read).toMatchObject({
      orgname: 'acme',
      full_name: 'Acme & Sons',
      type: 'Organization',
      role: 'owner',
      member_count: 3,
      team_count: 0,
    });
    expect((await must('olga', 'GET /v2/orgs/acme/')).body).toEqual(read);
    expect((await ask('sam', 'POST /v2/orgs', { orgname: 'acme' })).status).toBe(409);
    expect((await ask('sam', 'POST /v2/orgs', { orgname: 'mia' })).status).toBe(409);
    const reserved = await ask('sam', 'POST /v2/orgs', { orgname: 'settings' });
    expect(reserved.status).toBe(400);
    expect(reserved.body.fields.orgname).toHaveLength(1);
    expect((await ask('nobody', 'POST /v2/orgs', { orgname: 'other' })).status).toBe(401);
    const forOther = { orgname: 'other', owner: 'mia' };
    expect((await ask('sam', 'POST /v2/orgs', forOther)).status).toBe(403);
    expect((await must('admin', 'POST /v2/orgs', forOther)).body.role).toBe(null);
    expect((await must('mia', 'GET /v2/orgs/other')).body.role).toBe('owner');
    // Nobody signs in with an organization's name and a password.
    const login = { identifier: 'acme', secret: '' };
    expect((await ask('nobody', 'POST /v2/auth/token', login)).status).toBe(401);
  });

  test('are left to administrators where the hub says so', async () => {
    const settings = { organizationsByAdministrators: true };
    await expect(startOrganization(databases, { settings })).rejects.toThrow('403');
  });

  test('show outsiders what they say of themselves, and no counts or members', async () => {
    const { ask, must } = await startOrganization(databases);
    for (const outsider of ['sam', 'nobody'] as const) {
      const { body } = await must(outsider, 'GET /v2/orgs/acme');
      expect(body).toMatchObject({ full_name: 'Acme & Sons', role: null });
      expect([body.member_count, body.team_count, body.default_visibility]).toEqual([
        null,
        null,
        null,
      ]);
      for (const path of ['members', 'groups', 'invites', 'settings', 'access-tokens']) {
        const expected = outsider === 'sam' ? 403 : 401;
        expect((await ask(outsider, `GET /v2/orgs/acme/${path}`)).status).toBe(expected);
      }
    }
    expect((await ask('sam', 'GET /v2/orgs/none')).status).toBe(404);
    expect((await ask('sam', 'GET /v2/orgs/mia')).status).toBe(404);
  });

  test('are described by their owners alone', async () => {
    const { ask, must } = await startOrganization(databases);
    const change = { description: 'Anvils', profile_url: 'https://acme.test', location: 'Utah' };
    for (const as of ['eddy', 'mia', 'sam'] as const) {
      expect((await ask(as, 'PATCH /v2/orgs/acme', change)).status).toBe(403);
    }
    const { body } = await must('olga', 'PATCH /v2/orgs/acme', {
      ...change,
      default_visibility: 'public',
    });
    expect(body).toMatchObject({
      ...change,
      full_name: 'Acme & Sons',
      default_visibility: 'public',
    });
    const wrong = await ask('olga', 'PATCH /v2/orgs/acme', { profile_url: 'javascript:alert(1)' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.fields.profile_url).toEqual(['an http(s) address']);
    const profile = (await must('nobody', 'GET /v2/namespaces/acme')).body;
    expect(profile).toMatchObject({ kind: 'organization', description: 'Anvils', role: null });
  });

  test('are listed for whoever belongs to them', async () => {
    const { must } = await startOrganization(databases);
    await must('mia', 'POST /v2/orgs', { orgname: 'zeta' });
    const { body } = await must('mia', 'GET /v2/user/orgs/?page=1&page_size=1');
    expect(body).toMatchObject({ count: 2, previous: null, results: [{ orgname: 'acme' }] });
    expect(body.next).toContain('page=2');
    const second = (await must('mia', 'GET /v2/user/orgs?page=2&page_size=1')).body;
    expect(second.results).toMatchObject([{ orgname: 'zeta', role: 'owner' }]);
    expect((await must('sam', 'GET /v2/user/orgs')).body).toMatchObject({ count: 0, results: [] });
  });

  test("keep Docker's settings of image and registry access", async () => {
    const { ask, must } = await startOrganization(databases);
    const path = '/v2/orgs/acme/settings';
    expect((await must('mia', `GET ${path}`)).body.restricted_images.enabled).toBe(false);
    const restricted_images = {
      enabled: true,
      allow_official_images: true,
      allow_verified_publishers: false,
    };
    expect((await ask('mia', `PUT ${path}`, { restricted_images })).status).toBe(403);
    expect((await must('olga', `PUT ${path}`, { restricted_images })).body).toEqual({
      restricted_images,
    });
    const registries = {
      enabled: true,
      standard_registries: [{ id: 'DockerHub', allowed: true }],
      custom_registries: [{ address: 'ghcr.test', friendly_name: 'G', allowed: false }],
    };
    const other = `${path}/registry-access-management`;
    expect((await must('olga', `PUT ${other}`, registries)).body).toEqual(registries);
    expect((await must('mia', `GET ${other}`)).body).toEqual(registries);
    expect((await must('mia', `GET ${path}`)).body).toEqual({ restricted_images });
  });

  test('are deleted when they are empty and their name is typed', async () => {
    const started = await startOrganization(databases);
    const { ask, must } = started;
    await makeRepository(started, 'app');
    await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' });
    expect((await must('olga', 'GET /v2/orgs/acme/deletion')).body).toEqual({
      orgname: 'acme',
      repository_count: 1,
      member_count: 3,
      team_count: 1,
      access_token_count: 0,
      invite_count: 0,
      can_delete: false,
    });
    expect((await ask('olga', 'DELETE /v2/orgs/acme?confirm=acme')).status).toBe(409);
    await must('olga', 'DELETE /v2/repositories/acme/app?confirm=acme/app', { name: 'app' });
    expect((await ask('eddy', 'DELETE /v2/orgs/acme?confirm=acme')).status).toBe(403);
    expect((await ask('olga', 'DELETE /v2/orgs/acme')).status).toBe(400);
    expect((await ask('olga', 'DELETE /v2/orgs/acme?confirm=acme')).status).toBe(204);
    expect((await ask('olga', 'GET /v2/orgs/acme')).status).toBe(404);
    expect((await must('mia', 'GET /v2/user/orgs')).body.count).toBe(0);
    // Nobody can pass for it afterwards.
    expect((await ask('sam', 'POST /v2/orgs', { orgname: 'acme' })).status).toBe(409);
  });

  test("have a namespace's summary that counts what the caller may see", async () => {
    const started = await startOrganization(databases);
    const { must, ask } = started;
    await makeRepository(started, 'open', false);
    await makeRepository(started, 'secret');
    const summary = async (as: 'olga' | 'eddy' | 'mia' | 'sam' | 'nobody') => {
      const { body } = await must(as, 'GET /v2/namespaces/acme');
      return [body.repository_count, body.member_count, body.role, body.may_create];
    };
    expect(await summary('olga')).toEqual([2, 3, 'owner', true]);
    expect(await summary('eddy')).toEqual([2, 3, 'editor', true]);
    expect(await summary('mia')).toEqual([1, 3, 'member', false]);
    expect(await summary('sam')).toEqual([1, null, null, false]);
    expect(await summary('nobody')).toEqual([1, null, null, false]);
    const own = (await must('sam', 'GET /v2/namespaces/sam')).body;
    expect(own).toMatchObject({ kind: 'personal', may_create: true, may_administer: true });
    expect((await must('nobody', 'GET /v2/namespaces/library')).body.kind).toBe('official');
    expect((await ask('sam', 'GET /v2/namespaces/none')).status).toBe(404);
  });
});
