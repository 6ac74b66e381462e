import type { OptionSpec } from './command-spec.ts';

/** For commands that call a hub or a registry. */
const connectionOptions: readonly OptionSpec[] = [
  {
    flags: '--insecure',
    description: 'accept any TLS certificate, and plain HTTP where there is no HTTPS',
  },
  {
    flags: '--ca-file <file>',
    description: 'trust the certificate authorities in this PEM file too (or SLIPWAY_CA_FILE)',
  },
];

/** For commands that may name images without a host, or call the hub's API. */
export const hubOptions: readonly OptionSpec[] = [
  {
    flags: '--hub <host>',
    description: 'the hub to use (or SLIPWAY_HUB; else the last login; else 127.0.0.1:5000)',
  },
  ...connectionOptions,
];

/** For commands that move images. */
export const transferOptions: readonly OptionSpec[] = [
  {
    flags: '--platform <os/arch>',
    description: 'of a multi-platform image, only this one; may be given several times',
    repeatable: true,
  },
  {
    flags: '--all-platforms',
    description: 'every platform (the default, except to docker-archive)',
  },
  { flags: '--referrers', description: 'also signatures and attestations that refer to the image' },
  { flags: '--jobs <n>', description: 'blobs under way at once (default 4)' },
  { flags: '-q, --quiet', description: 'print only the digest' },
  ...hubOptions,
];

/** For commands that delete what cannot be brought back. */
export const yesOption: OptionSpec = { flags: '-y, --yes', description: 'do not ask' };

/** For commands that print data. */
export const jsonOption: OptionSpec = { flags: '--json', description: 'print JSON' };

/** For commands that print lists of any length. */
export const limitOption: OptionSpec = {
  flags: '--limit <n>',
  description: 'at most so many (default 100)',
};
