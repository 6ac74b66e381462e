import {
  type AuthTokenAnswer,
  authTokenRequestSchema,
  type LoginAnswer,
  loginRequestSchema,
  loginRoutes,
} from '@slipway/api';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { ProblemError, problemOf } from './problem-error.ts';

/** Docker Hub's very words: its clients compare them. */
const secondFactorMessage = 'Require secondary authentication on MFA enabled account';

const noStore = { 'cache-control': 'no-store' };

/** Sign-in for the API: a name with a password or an access token becomes an API token. */
export function loginArea(services: HubServices): HubArea {
  const signedIn = async (request: HubRequest, name: string, secret: string): Promise<string> => {
    const address = request.context.address;
    const subject = await services.signIn.signIn({ name, secret, address });
    return (await services.tokens.api(subject)).token;
  };
  return {
    routes: [
      implement(loginRoutes.users, async (request): Promise<HubReply> => {
        const { username, password } = await request.json(loginRequestSchema);
        const subject = await services.signIn.signIn({
          ...{ name: username, secret: password, address: request.context.address },
          secondFactor: 'asked',
        });
        const { accountId, credential } = subject;
        const asks = credential.kind === 'password' && accountId !== undefined;
        if (asks && (await services.twoFactor.isOn(accountId))) {
          return secondFactorReply(await services.twoFactor.begin(subject));
        }
        const wanted = request.query.get('refresh_token') === 'true';
        const refresh = wanted ? await services.refreshTokens.issue(subject, 'hub-api') : undefined;
        const body: LoginAnswer = {
          token: (await services.tokens.api(subject)).token,
          ...(refresh === undefined ? {} : { refresh_token: refresh }),
        };
        return { status: 200, body, headers: noStore };
      }),
      implement(loginRoutes.auth, async (request): Promise<HubReply> => {
        const { identifier, secret } = await request.json(authTokenRequestSchema);
        const body: AuthTokenAnswer = { access_token: await signedIn(request, identifier, secret) };
        return { status: 200, body, headers: noStore };
      }),
    ],
  };
}

/** Not a success yet: the password was right, and a code is to follow. */
function secondFactorReply(ticket: string): HubReply {
  const problem = problemOf(new ProblemError(401, secondFactorMessage));
  return {
    status: 401,
    body: { ...problem, login_2fa_token: ticket },
    headers: { ...noStore, 'content-type': 'application/problem+json' },
  };
}
