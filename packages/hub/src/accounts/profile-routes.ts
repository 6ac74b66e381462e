import { createHash } from 'node:crypto';
import { accountRoutes, type HubPlan, type PublicProfile, setAvatarSchema } from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { avatarPath } from '../sessions/session-user.ts';
import { drawnAvatar } from './drawn-avatar.ts';
import { imageFacts } from './image-facts.ts';
import { setAvatar } from './profile-commands.ts';

const mostImageBytes = 512 * 1024;
const longestSide = 2048;

/** Nothing in an image may act, whatever a browser takes it for. */
const imageHeaders = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'content-disposition': 'inline; filename="avatar"',
};

/** What accounts and organizations show of themselves. */
export function profileArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(accountRoutes.profile, (request) => profile(services, request)),
      implement(accountRoutes.avatar, (request) => avatar(services, request)),
      implement(accountRoutes.setAvatar, (request) => upload(services, request)),
      implement(accountRoutes.removeAvatar, (request) => store(services, request, null)),
      implement(accountRoutes.plan, async () => ({ status: 200, body: everythingIncluded })),
    ],
  };
}

/** Docker's billing, to whoever asks for it: this hub has no plans, and no limits by plan. */
const everythingIncluded: HubPlan = {
  name: 'slipway',
  legacy: false,
  seats: 9999,
  private_repos: 9999,
  teams: 9999,
  collaborators: 9999,
  parallel_builds: 9999,
  duration: 'lifetime',
};

/** The address of a web site, or nothing. Throws ProblemError 400 for what a link must not lead to. */
export function websiteAddress(typed: string): string {
  const text = typed.trim();
  if (text === '') return '';
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return url.href;
  }
  const problem = 'an http or https URL, such as https://example.com';
  throw new ProblemError(400, `profile_url: ${problem}`, { fields: { profile_url: [problem] } });
}

async function profile(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await services.database.query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'account.id')
    .select([
      ...(['account.id', 'account.name', 'account.kind', 'account.created_at'] as const),
      ...(['profile.full_name', 'profile.bio', 'profile.location'] as const),
      ...(['profile.company', 'profile.website', 'profile.avatar_tag'] as const),
    ])
    .where('account.name', '=', request.param('username'))
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw unknownAccount();
  const isOfficial = row.kind === 'official';
  const body: PublicProfile = {
    id: String(row.id),
    uuid: String(row.id),
    username: row.name,
    full_name: row.full_name ?? (isOfficial ? 'Official images' : ''),
    bio: row.bio ?? '',
    location: row.location ?? '',
    company: row.company ?? '',
    profile_url: row.website ?? '',
    gravatar_url: avatarPath(row.name, row.avatar_tag),
    date_joined: new Date(row.created_at).toISOString(),
    type: row.kind === 'personal' ? 'User' : 'Organization',
    is_official: isOfficial,
  };
  return { status: 200, body };
}

async function avatar(services: HubServices, request: HubRequest): Promise<HubReply> {
  const name = request.param('username');
  const account = await services.database.query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'account.id')
    .select(['account.id', 'profile.avatar_tag'])
    .where('account.name', '=', name)
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
  if (!account) throw unknownAccount();
  const tag = account.avatar_tag ?? `drawn-${name}`;
  const headers = {
    ...imageHeaders,
    etag: `"${tag}"`,
    'cache-control': request.query.has('v')
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=300',
  };
  if (request.header('if-none-match') === `"${tag}"`) return { status: 304, headers };
  const row = await services.database.query
    .selectFrom('hub_avatars')
    .select(['media_type', 'image'])
    .where('account_id', '=', account.id)
    .executeTakeFirst();
  const body = row ? Buffer.from(row.image, 'base64') : Buffer.from(drawnAvatar(name));
  const type = row?.media_type ?? 'image/svg+xml';
  return {
    status: 200,
    body,
    headers: { ...headers, 'content-type': type, 'content-length': String(body.length) },
  };
}

async function upload(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { image } = await request.json(setAvatarSchema);
  const bytes = Buffer.from(image, 'base64');
  const facts = imageFacts(bytes);
  const problem =
    facts === undefined
      ? 'this is no PNG, JPEG or WebP image'
      : bytes.length > mostImageBytes
        ? 'the image is larger than 512 KiB'
        : Math.max(facts.width, facts.height) > longestSide
          ? `the image is ${facts.width} × ${facts.height}: at most ${longestSide} a side`
          : Math.min(facts.width, facts.height) < 1
            ? 'the image is empty'
            : undefined;
  if (facts === undefined || problem !== undefined) {
    throw new ProblemError(400, problem ?? '', { fields: { image: [problem ?? ''] } });
  }
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  const { mediaType } = facts;
  return store(services, request, { mediaType, base64: bytes.toString('base64'), tag });
}

async function store(
  services: HubServices,
  request: HubRequest,
  image: Parameters<typeof setAvatar.execute>[1]['image'],
): Promise<HubReply> {
  const found = await services.database.run(setAvatar, {
    ...{ namespace: request.param('namespace'), image },
    ...{ actor: request.actor(), now: services.clock() },
  });
  if (!found) throw unknownAccount();
  return { status: 204 };
}

function unknownAccount(): ProblemError {
  return new ProblemError(404, 'there is no such account');
}
