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
        const body: LoginAnswer = { token: await signedIn(request, username, password) };
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
