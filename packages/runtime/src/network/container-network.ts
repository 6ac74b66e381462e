import type { ContainerSpec } from '../execute/container.ts';

export type PublishedPort = NonNullable<ContainerSpec['ports']>[number];

/** A network namespace that a container is put into. */
export interface ContainerNetwork {
  /** Undefined where the runtime makes its own (`none`) or none at all (`host`). */
  readonly namespacePath: string | undefined;
  /** This machine as the container sees it. */
  readonly hostGateway: string;
  /** A nameserver inside the network that asks the machine's. */
  readonly forwarder?: string;
  release(): Promise<void>;
}

/** A namespace's way out. */
export interface Connection {
  readonly hostGateway: string;
  readonly forwarder?: string;
  /** False once whatever carries it has ended. */
  isAlive(): boolean;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A way to connect a network namespace, given by its path, with the outside. */
export interface NetworkProvider {
  readonly name: string;
  /** Rejects with why it does not work here. */
  connect(namespacePath: string, ports: readonly PublishedPort[]): Promise<Connection>;
}
