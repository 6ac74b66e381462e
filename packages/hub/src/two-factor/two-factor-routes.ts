import {
  confirmTwoFactorSchema,
  type LoginAnswer,
  type RecoveryCodes,
  type StartedTwoFactor,
  startTwoFactorSchema,
  type TwoFactorStatus,
  twoFactorLoginSchema,
  twoFactorProofSchema,
} from '@slipway/api';
import { securityNoticeTo } from '../accounts/security-notice.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { sealedContext, totpSeed } from '../secrets/sealed-columns.ts';
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts';
import { newTotpSeed, otpauthUri, totpStep } from './totp.ts';
import { confirmTotp, removeTotp, replaceRecoveryCodes, startTotp } from './two-factor-commands.ts';

const noStore = { 'cache-control': 'no-store' };
const turnedOff = 'Two-factor authentication was turned off.';
/** What refresh tokens of this route are called by. */
const apiClient = 'hub-api';

/** The second half of Docker Hub's sign-in. */
export async function login(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(twoFactorLoginSchema);
  const { subject } = await services.twoFactor.verify(
    asked.login_2fa_token,
    asked.code,
    originOf(request),
  );
  const { token } = await services.tokens.api(subject);
  const wanted = request.query.get('refresh_token') === 'true';
  const refresh = wanted ? await services.refreshTokens.issue(subject, apiClient) : undefined;
  const body: LoginAnswer = {
    token,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
  };
  return { status: 200, body, headers: noStore };
}

export async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  const accountId = request.accountId();
  const [row, codes] = await Promise.all([
    ownRow(services, accountId),
    services.database.query
      .selectFrom('hub_recovery_codes')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow(),
  ]);
  const confirmedAt = row?.confirmed_at ?? null;
  const body: TwoFactorStatus = {
    enabled: confirmedAt !== null,
    enabled_at: confirmedAt === null ? null : new Date(confirmedAt).toISOString(),
    recovery_codes_left: Number(codes.count),
  };
  return { status: 200, body };
}

/** The password is asked for again: who finds an open browser must not lock its owner out. */
export async function start(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { password } = await request.json(startTwoFactorSchema);
  await requirePassword(services, request, password);
  const seed = newTotpSeed();
  const sealedSeed = services.secrets.seal(seed, sealedContext(totpSeed, request.accountId()));
  const change = { ...changeOf(services, request), sealedSeed };
  const outcome = await services.database.run(startTotp, change);
  if (outcome === 'stale') throw staleError();
  if (outcome === 'on') {
    throw new ProblemError(409, 'two-factor authentication is on already: turn it off first');
  }
  const { hostname } = new URL(request.context.origin);
  const names = { issuer: `Slipway ${hostname}`, account: request.subject.name };
  const body: StartedTwoFactor = { secret: seed, otpauth_uri: otpauthUri(seed, names) };
  return { status: 201, body, headers: noStore };
}

export async function confirm(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { code } = await request.json(confirmTwoFactorSchema);
  const accountId = request.accountId();
  const row = await ownRow(services, accountId);
  if (!row || row.confirmed_at !== null) throw notBegun();
  const seed = services.secrets.open(row.sealed_seed, sealedContext(totpSeed, accountId));
  const step = totpStep(seed, code.replaceAll(/\s/g, ''), services.clock());
  if (step === undefined) {
    const problem = 'does not fit: take the newest one, and check the clock of the device';
    throw new ProblemError(400, `the code ${problem}`, { fields: { code: [problem] } });
  }
  const codes = newRecoveryCodes();
  const outcome = await services.database.run(confirmTotp, {
    ...changeOf(services, request),
    ...{ sealedSeed: row.sealed_seed, step, codeDigests: digestsOf(codes) },
    notice: await noticeOf(services, request, 'Two-factor authentication was turned on.'),
  });
  if (outcome === 'stale') throw staleError();
  if (outcome === 'changed') throw notBegun();
  return recoveryCodes(codes);
}

export async function disable(services: HubServices, request: HubRequest): Promise<HubReply> {
  await requireBoth(services, request);
  const account = { id: request.accountId(), name: request.subject.name };
  const notice = await noticeOf(services, request, turnedOff);
  const change = { ...changeOf(services, request), account, notice };
  const outcome = await services.database.run(removeTotp, change);
  if (outcome === 'stale') throw staleError();
  return { status: 204 };
}

export async function renewRecoveryCodes(
  services: HubServices,
  request: HubRequest,
): Promise<HubReply> {
  await requireBoth(services, request);
  const codes = newRecoveryCodes();
  const notice = await noticeOf(services, request, 'Your recovery codes were replaced.');
  const change = { ...changeOf(services, request), codeDigests: digestsOf(codes), notice };
  const outcome = await services.database.run(replaceRecoveryCodes, change);
  if (outcome === 'stale') throw staleError();
  if (outcome === 'off') throw notOn();
  return recoveryCodes(codes);
}

/** By an administrator. */
export async function reset(services: HubServices, request: HubRequest): Promise<HubReply> {
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select(['id', 'name'])
    .where('name', '=', request.param('username'))
    .where('kind', '=', 'personal')
    .executeTakeFirst();
  if (!account) throw new ProblemError(404, 'there is no such account');
  const about = { accountId: account.id, what: turnedOff };
  const notice = await securityNoticeTo(services, request, about);
  const change = { ...changeOf(services, request), account, notice };
  const outcome = await services.database.run(removeTotp, change);
  if (outcome === 'stale') throw staleError();
  if (outcome === 'off') throw notOn();
  return { status: 204 };
}

async function requireBoth(services: HubServices, request: HubRequest): Promise<void> {
  const { password, code } = await request.json(twoFactorProofSchema);
  const account = { id: request.accountId(), name: request.subject.name };
  await requirePassword(services, request, password);
  if (!(await services.twoFactor.isOn(account.id))) throw notOn();
  await services.twoFactor.confirm(account, code, originOf(request));
}

/** Counted as a sign-in, so that a stolen session cannot be used to guess the password. */
async function requirePassword(
  services: HubServices,
  request: HubRequest,
  password: string,
): Promise<void> {
  const shown = await services.signIn.signIn({
    name: request.subject.name,
    secret: password,
    address: request.context.address,
    secondFactor: 'asked',
  });
  if (shown.credential.kind !== 'password') {
    throw new ProblemError(403, 'it must be the password, not an access token');
  }
}

function noticeOf(services: HubServices, request: HubRequest, what: string) {
  return securityNoticeTo(services, request, { accountId: request.accountId(), what });
}

function changeOf(services: HubServices, request: HubRequest) {
  const { subject } = request;
  const actor = { id: request.accountId(), name: subject.name, ...originOf(request) };
  return { subject, actor, now: services.clock() };
}

function originOf(request: HubRequest): { address: string; client: string } {
  return { address: request.context.address, client: request.header('user-agent') ?? '' };
}

function ownRow(services: HubServices, accountId: number) {
  return services.database.query
    .selectFrom('hub_totp')
    .select(['sealed_seed', 'confirmed_at'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

function digestsOf(codes: readonly string[]): string[] {
  return codes.flatMap((code) => recoveryCodeDigest(code) ?? []);
}

function recoveryCodes(codes: string[]): HubReply {
  const body: RecoveryCodes = { recovery_codes: codes };
  return { status: 200, body, headers: noStore };
}

function staleError(): ProblemError {
  return new ProblemError(401, 'you are not signed in any more: sign in again');
}

function notBegun(): ProblemError {
  return new ProblemError(409, 'nothing was begun that this code could confirm: start anew');
}

function notOn(): ProblemError {
  return new ProblemError(409, 'two-factor authentication is not on');
}
