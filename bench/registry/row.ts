import type { PeerName } from './options.ts';
import type { ReadPeer, RegistryPeer } from './peers/peer.ts';

/** One line of the table: a measurement that is the same for each peer. */
export interface Row {
  readonly name: string;
  readonly unit: 'requests/s' | 'MB/s' | 'ms' | 'MiB';
  /** What Slipway's figure is to be; ratios are Slipway's ÷ the peer's. */
  readonly aim?: Aim;
  readonly peers: readonly PeerName[];
  /** Prepares one round, untimed; what it gives measures one peer. */
  readonly round: (round: number) => Promise<Measure>;
}

export type Measure = (peer: ReadPeer) => Promise<number>;

export interface Aim {
  readonly atLeast?: Partial<Record<PeerName, number>>;
  /** In the row's own unit. */
  readonly atMost?: number;
}

export type Results = Map<Row, Map<PeerName, number[]>>;

export const registries: readonly PeerName[] = ['slipway', 'docker-registry'];

export function isRegistry(peer: ReadPeer): peer is RegistryPeer {
  return 'blobFile' in peer;
}

export function asRegistry(peer: ReadPeer): RegistryPeer {
  if (!isRegistry(peer)) throw new Error(`${peer.name} is not a registry`);
  return peer;
}
