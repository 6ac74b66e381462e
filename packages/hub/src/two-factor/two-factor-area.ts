import { loginRoutes, twoFactorRoutes } from '@slipway/api';
import { implement } from '../api/hub-router.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import {
  confirm,
  disable,
  login,
  read,
  renewRecoveryCodes,
  reset,
  start,
} from './two-factor-routes.ts';

/** One-time passwords as a second factor. */
export function twoFactorArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(loginRoutes.twoFactor, (request) => login(services, request)),
      implement(twoFactorRoutes.read, (request) => read(services, request)),
      implement(twoFactorRoutes.start, (request) => start(services, request)),
      implement(twoFactorRoutes.confirm, (request) => confirm(services, request)),
      implement(twoFactorRoutes.disable, (request) => disable(services, request)),
      implement(twoFactorRoutes.recoveryCodes, (request) => renewRecoveryCodes(services, request)),
      implement(twoFactorRoutes.reset, (request) => reset(services, request)),
    ],
  };
}
