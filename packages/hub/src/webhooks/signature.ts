import { createHmac } from 'node:crypto';

/** What receivers check a delivery by. */
export interface SignedHeaders {
  readonly [name: string]: string;
}

/**
 * The headers that sign a body. `X-Slipway-Signature` is `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of
 * `<t>.<body>`, once more for each secret that is still accepted while a new one is rolled out.
 * `X-Hub-Signature-256` signs the body alone by the newest secret, as receivers made for GitHub check.
 * @param secrets the newest first
 */
export function signedHeaders(
  secrets: readonly string[],
  { body, at }: { readonly body: string; readonly at: number },
): SignedHeaders {
  const seconds = Math.floor(at / 1000);
  const signatures = secrets.map((secret) => `v1=${digest(secret, `${seconds}.${body}`)}`);
  const [newest = '', previous] = secrets;
  return {
    'x-slipway-signature': [`t=${seconds}`, ...signatures].join(','),
    'x-hub-signature-256': `sha256=${digest(newest, body)}`,
    ...(previous === undefined
      ? {}
      : { 'x-hub-signature-256-previous': `sha256=${digest(previous, body)}` }),
  };
}

function digest(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
