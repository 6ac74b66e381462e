import { startHub } from './hub-process.ts';
import { throughput } from './measure.ts';
import { pushTag, registryToken } from './registry-client.ts';

/** Requests in a second, a median of rounds each. */
export interface Pulls {
  readonly clients: number;
  readonly counted: number;
  readonly uncounted: number;
  /** Counted to not counted: a median of what each round says, whose two halves are a moment apart. */
  readonly ratio: number;
}

const seconds = 4;

/** Pulls of one tag by many clients, counted and not, in turns on the same data. */
export async function measurePulls(options: {
  readonly folder: string;
  readonly database: string | undefined;
  readonly clients: readonly number[];
  readonly rounds: number;
}): Promise<Pulls[]> {
  const { folder, database, clients, rounds } = options;
  const figures = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    // Neither is always the first.
    for (const counts of round % 2 === 0 ? [true, false] : [false, true]) {
      const hub = await startHub({ folder, database, counts });
      try {
        const name = 'admin/pulled';
        if (round === 0 && counts) await pushTag(hub.origin, name);
        const headers = {
          authorization: `Bearer ${await registryToken(hub.origin, name, 'pull')}`,
          accept: 'application/vnd.oci.image.manifest.v1+json',
        };
        const url = `${hub.origin}/v2/${name}/manifests/latest`;
        for (const many of clients) {
          await throughput({ url, headers, clients: many, seconds: 1 });
          const figure = await throughput({ url, headers, clients: many, seconds });
          const key = `${many} ${counts}`;
          figures.set(key, [...(figures.get(key) ?? []), figure]);
        }
      } finally {
        await hub.stop();
      }
    }
  }
  return clients.map((many) => {
    const counted = figures.get(`${many} true`) ?? [];
    const uncounted = figures.get(`${many} false`) ?? [];
    const ratios = counted.map((figure, round) => figure / (uncounted[round] ?? Number.NaN));
    return {
      clients: many,
      counted: median(counted),
      uncounted: median(uncounted),
      ratio: median(ratios),
    };
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
