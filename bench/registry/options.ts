import { parseArgs } from 'node:util';

export const peerNames = ['slipway', 'docker-registry', 'nginx'] as const;
export type PeerName = (typeof peerNames)[number];

export interface Options {
  /** A smoke test of about a minute: tiny amounts, one round, nothing written. */
  readonly quick: boolean;
  readonly rounds: number;
  readonly peers: readonly PeerName[];
  /** Only rows whose name contains this. */
  readonly only: string;
  /** Whether Slipway's processes write CPU profiles, summed up at the end. */
  readonly profile: boolean;
}

export const usage = `npm run bench:registry -- [OPTIONS]

  --quick          a smoke test of a minute: asserts only that every row completes
  --rounds N       rounds whose medians are reported (3)
  --peers A,B      of ${peerNames.join(', ')} (all)
  --only TEXT      only rows whose name contains TEXT
  --profile        CPU profiles of Slipway's processes, summed up by function
  --help           this text

A full run, with all peers and rows and without --profile, writes bench/RESULTS.md.`;

/** Reads the command line. Throws an Error that names what is wrong. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      peers: { type: 'string', default: peerNames.join(',') },
      only: { type: 'string', default: '' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[1-9]\d?$/.test(values.rounds)) {
    throw new Error(`--rounds must be a number from 1 to 99, not "${values.rounds}"`);
  }
  const peers = values.peers.split(',').map((name) => {
    const peer = peerNames.find((known) => known === name);
    if (!peer) throw new Error(`--peers knows ${peerNames.join(', ')}, not "${name}"`);
    return peer;
  });
  return {
    quick: values.quick,
    rounds: values.quick ? 1 : Number(values.rounds),
    peers,
    only: values.only,
    profile: values.profile,
  };
}

/** Whether such a run says enough to be written down. */
export function isWholeRun(options: Options): boolean {
  return (
    !options.quick &&
    !options.profile &&
    options.only === '' &&
    peerNames.every((name) => options.peers.includes(name))
  );
}
