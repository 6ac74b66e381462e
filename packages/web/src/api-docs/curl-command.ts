import type { ApiOperation } from './api-sections.ts';

/** What one types to call an operation; what is to be filled in stands in braces. */
export function curlCommand(origin: string, { method, path, operation }: ApiOperation): string {
  const needsAccount = !operation.security.some((way) => Object.keys(way).length === 0);
  const parts = [
    'curl',
    method === 'GET' ? '' : `-X ${method}`,
    needsAccount ? '-H "Authorization: Bearer $TOKEN"' : '',
    operation.requestBody ? "-H 'Content-Type: application/json' -d @body.json" : '',
    `'${origin}${path}'`,
  ];
  return parts.filter(Boolean).join(' ');
}
