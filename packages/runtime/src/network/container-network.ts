import type { ContainerSpec } from '../execute/container.ts';

export type PublishedPort = NonNullable<ContainerSpec['ports']>[number];

/** A network namespace that a container is put into. */
export interface ContainerNetwork {
  /** /proc/…/ns/net; undefined where the runtime makes its own (`none`) or none at all (`host`). */
  readonly namespacePath: string | undefined;
  /** This machine as the container sees it. */
  readonly hostGateway: string;
  /** A nameserver inside the network that asks the machine's. */
  readonly forwarder?: string;
  /** Idempotent. Nothing of it is left when this resolves. */
  release(): Promise<void>;
}

/** A way to connect a network namespace with the outside. */
export interface NetworkProvider {
  readonly name: string;
  /** Rejects with why it does not work here. */
  create(
    namespace: NetworkNamespace,
    ports: readonly PublishedPort[],
  ): Promise<Omit<ContainerNetwork, 'namespacePath'>>;
}

/** A namespace that lives as long as a process of ours sits in it. */
export interface NetworkNamespace {
  readonly path: string;
  /** Idempotent. */
  close(): void;
}
