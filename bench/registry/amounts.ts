const mega = 1e6;
const mebi = 1024 * 1024;

/** How much each measurement moves, and for how long. */
export interface Amounts {
  readonly wrkSeconds: number;
  readonly warmUpSeconds: number;
  readonly blobSizes: readonly number[];
  /** How many blobs a push row pushes, by their size and the number of clients. */
  readonly pushes: (size: number, clients: number) => number;
  readonly layerBytes: number;
  readonly imagePulls: number;
  readonly starts: number;
  readonly hugeBytes: number;
  readonly hugeTransfers: number;
  readonly hugeSeconds: number;
}

export const clientCounts: readonly number[] = [1, 8, 32];

export const fullAmounts: Amounts = {
  wrkSeconds: 2,
  warmUpSeconds: 2,
  blobSizes: [1 * mega, 200 * mega],
  pushes: (size, clients) => {
    if (size > 100 * mega) return Math.max(3, clients);
    return clients === 1 ? 150 : 500;
  },
  layerBytes: 10 * mega,
  imagePulls: 5,
  starts: 5,
  hugeBytes: 1024 * mebi,
  hugeTransfers: 64,
  hugeSeconds: 20,
};

/** So little that every row is done in about a minute; its figures mean nothing. */
export const quickAmounts: Amounts = {
  ...fullAmounts,
  wrkSeconds: 1,
  warmUpSeconds: 1,
  pushes: (size, clients) => (size > 100 * mega ? Math.min(2, clients) : clients),
  layerBytes: 1 * mega,
  imagePulls: 1,
  starts: 1,
  hugeSeconds: 1,
};
