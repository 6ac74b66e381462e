import { z } from 'zod';
import { anyone } from './route-access.ts';
import { contract } from './route-contract.ts';

/** The document itself, for clients that are made from it. */
export const openApiRoutes = {
  document: contract({
    id: 'api.document',
    method: 'GET',
    path: '/v2/openapi.json',
    tag: 'This document',
    summary: 'The OpenAPI document of this hub',
    access: anyone,
    answers: {
      200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) },
    },
  }),
};
