import { z } from 'zod';
import { type AllowedPlaces, parseAllowedPlaces } from '../egress/allowed-places.ts';
import { type MasterKey, parseMasterKeys } from '../secrets/master-key.ts';
import type { SettingType } from './setting-types.ts';

/** Master keys: the first encrypts, all decrypt. */
export const masterKeys: SettingType<readonly [MasterKey, ...MasterKey[]]> = {
  schema: accepting((value) => parseMasterKeys(String(value))),
  expected:
    'keys of 32 bytes in base64 (`openssl rand -base64 32`) with commas between, the newest first',
};

/** Where requests that users cause may go beside the public internet. */
export const allowedPlaces: SettingType<AllowedPlaces> = {
  schema: accepting((value) => {
    const entries = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(entries)) return undefined;
    return parseAllowedPlaces(entries.map((each) => String(each).trim()).filter(Boolean));
  }),
  expected:
    'IP addresses, networks such as 10.0.0.0/8 or names such as git.internal or *.internal, as a list or with commas between',
};

/** A mail server. */
export const mailUrl: SettingType<string> = {
  schema: accepting((value) => {
    const url = URL.parse(String(value));
    const plain = url?.hostname && /^smtps?:$/.test(url.protocol) && /^\/?$/.test(url.pathname);
    return plain ? String(value) : undefined;
  }),
  expected: 'smtp://user:password@host:port, or smtps:// for TLS from the start',
};

/** A mail address, with or without a name. */
export const mailAddress: SettingType<string> = {
  schema: z
    .string()
    .max(320)
    .regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/),
  expected: 'an address such as hub@example.com or Slipway <hub@example.com>',
};

function accepting<Value>(parse: (value: unknown) => Value | undefined): z.ZodType<Value> {
  return z.unknown().transform((value, context) => {
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: 'not accepted' });
    return z.NEVER;
  });
}
