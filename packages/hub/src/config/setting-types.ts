import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** What values a setting takes. */
export interface SettingType<Value> {
  /** Reads a YAML scalar (or list), or the text of an environment variable. */
  readonly schema: z.ZodType<Value>;
  /** The allowed values, for an error message: `a duration such as 30s, from 1s to 1h`. */
  readonly expected: string;
}

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Addresses and networks, as written and ready to ask. */
export interface AddressList {
  readonly entries: readonly string[];
  readonly blockList: BlockList;
}

/** One of a few words. */
export function oneOf<const Values extends readonly [string, ...string[]]>(
  ...values: Values
): SettingType<Values[number]> {
  return { schema: z.enum(values), expected: `one of ${values.join(', ')}` };
}

/** `true` or `false`. */
export const flag: SettingType<boolean> = {
  schema: read((value) =>
    value === true || value === 'true' || value === '1'
      ? true
      : value === false || value === 'false' || value === '0'
        ? false
        : undefined,
  ),
  expected: 'true or false',
};

/** A whole number in a range. */
export function integer(range: {
  readonly from: number;
  readonly to: number;
}): SettingType<number> {
  return {
    schema: read((value) => {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      return Number.isSafeInteger(number) && within(number as number, range)
        ? (number as number)
        : undefined;
    }),
    expected: `a whole number from ${range.from} to ${range.to}`,
  };
}

const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in milliseconds, written with a unit; the range is written likewise. */
export function duration(range: {
  readonly from: string;
  readonly to: string;
}): SettingType<number> {
  const from = parseDuration(range.from) ?? 0;
  const to = parseDuration(range.to) ?? 0;
  return {
    schema: read((value) => {
      const parsed = parseDuration(value);
      return parsed !== undefined && within(parsed, { from, to }) ? parsed : undefined;
    }),
    expected: `a duration with its unit (ms, s, m, h, d), from ${range.from} to ${range.to}`,
  };
}

function parseDuration(value: unknown): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(String(value));
  if (!match) return undefined;
  return Number(match[1]) * durationUnits[match[2] as keyof typeof durationUnits];
}

const sizeUnits = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};

/** A size in bytes; the range is written as values are. */
export function size(range: { readonly from: string; readonly to: string }): SettingType<number> {
  const from = parseSize(range.from) ?? 0;
  const to = parseSize(range.to) ?? 0;
  return {
    schema: read((value) => {
      const parsed = parseSize(value);
      return parsed !== undefined && within(parsed, { from, to }) ? parsed : undefined;
    }),
    expected: `a size in bytes or with its unit (KiB, MiB, GiB, TiB, kB, MB, GB, TB), from ${range.from} to ${range.to}`,
  };
}

function parseSize(value: unknown): number | undefined {
  const match = /^(\d{1,15})(|[KMGT]iB|[kMGT]B)$/.exec(String(value));
  if (!match) return undefined;
  return Number(match[1]) * sizeUnits[match[2] as keyof typeof sizeUnits];
}

/** `address:port`, `[IPv6]:port`, or `:port` for every address. */
export const listenAddress: SettingType<ListenAddress> = {
  schema: read((value) => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(String(value));
    const port = Number(match?.[3]);
    if (!match || port > 65_535) return undefined;
    if (match[1] !== undefined && isIP(match[1]) !== 6) return undefined;
    return { host: match[1] ?? (match[2] || '::'), port };
  }),
  expected: 'address:port, such as 127.0.0.1:5000, [::1]:5000 or :5000 for every address',
};

/** IP addresses and networks in CIDR notation: a YAML list, or text with commas. */
export const addressList: SettingType<AddressList> = {
  schema: read((value) => {
    const entries =
      typeof value === 'string'
        ? value
            .split(',')
            .map((each) => each.trim())
            .filter(Boolean)
        : value;
    return Array.isArray(entries) ? makeAddressList(entries) : undefined;
  }),
  expected: 'IP addresses or networks such as 10.0.0.0/8, as a list or with commas between',
};

function makeAddressList(entries: readonly unknown[]): AddressList | undefined {
  const blockList = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = String(entry).split('/');
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || length < 0 || length > bits) return undefined;
    blockList.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  }
  return { entries: entries.map(String), blockList };
}

/** A path of a file or folder; relative ones count from the configuration file's folder. */
export const path: SettingType<string> = {
  schema: z.string().min(1).max(4096),
  expected: 'a path',
};

/** An `http` or `https` URL without path, query or credentials; kept without a slash at the end. */
export const origin: SettingType<string> = {
  schema: read((value) => {
    const url = typeof value === 'string' ? URL.parse(value) : null;
    const plain =
      url !== null &&
      /^https?:$/.test(url.protocol) &&
      `${url.origin}/` === url.href &&
      /^https?:\/\//i.test(String(value));
    return plain ? url.origin : undefined;
  }),
  expected: 'a URL without a path, such as https://hub.example.com',
};

/** Paths that clients ask for at the root, whatever the prefix. */
const rootSegments = new Set(['v1', 'v2', 'token', 'healthz', 'readyz', 'metrics']);

/** A path that everything for people stands under: kept with a slash before and none after. */
export const pathPrefix: SettingType<string> = {
  schema: read((value) => {
    const plain = String(value ?? '').replace(/\/+$/, '');
    if (plain === '') return '';
    const sane = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,8}$/.test(plain);
    return sane && !rootSegments.has(plain.split('/')[1] ?? '') ? plain : undefined;
  }),
  expected: "nothing, or a path such as /hub that is none of the registry's own",
};

/** Where the database is. */
export const databaseUrl: SettingType<string> = {
  schema: read((value) =>
    value === 'sqlite' || /^(?:sqlite:\/?.|postgres(?:ql)?:\/\/.)/.test(String(value))
      ? String(value)
      : undefined,
  ),
  expected: 'sqlite, sqlite:/path/file.db or postgresql://user:password@host/name',
};

/** A secret: any text of a bounded length. */
export function secret(length: {
  readonly from: number;
  readonly to: number;
}): SettingType<string> {
  return {
    schema: z.string().min(length.from).max(length.to),
    expected: `text of ${length.from} to ${length.to} characters`,
  };
}

function within(value: number, range: { readonly from: number; readonly to: number }): boolean {
  return value >= range.from && value <= range.to;
}

/** A schema from a function that answers undefined for what it does not accept. */
function read<Value>(parse: (value: unknown) => Value | undefined): z.ZodType<Value> {
  return z.unknown().transform((value, context) => {
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: 'not accepted' });
    return z.NEVER;
  });
}
