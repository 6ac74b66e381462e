import { parseArgs } from 'node:util';

export const engines = ['sqlite', 'postgresql'] as const;
export type Engine = (typeof engines)[number];

export interface Options {
  /** A smoke test: a hundredth of everything, nothing written. */
  readonly quick: boolean;
  readonly engines: readonly Engine[];
  readonly repositories: number;
  readonly tags: number;
}

export const usage = `npm run bench:hub -- [OPTIONS]

  --quick          a smoke test of a minute: a hundredth of all, and nothing is written down
  --engines A,B    of ${engines.join(', ')} (both)
  --help           this text

A full run has 100,000 repositories and 1,000,000 tags, takes some 10 GB of disk for a while, and
writes its part of bench/RESULTS.md.`;

/** Reads the command line. Throws an Error that names what is wrong. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      engines: { type: 'string', default: engines.join(',') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const chosen = values.engines.split(',').map((name) => {
    const engine = engines.find((known) => known === name);
    if (!engine) throw new Error(`--engines knows ${engines.join(', ')}, not "${name}"`);
    return engine;
  });
  const part = values.quick ? 100 : 1;
  return {
    quick: values.quick,
    engines: chosen,
    repositories: 100_000 / part,
    tags: 1_000_000 / part,
  };
}
