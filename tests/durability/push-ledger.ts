import type { Digest } from '@slipway/oci';
import type { HttpAnswer } from '../support/http-exchange.ts';
import { digestOf, type RegistryClient } from '../support/registry-client.ts';

/** Something that was sent, under the path that it is to be read from. */
interface Entry {
  readonly path: string;
  readonly bytes: Buffer;
  acknowledged: boolean;
}

/** What pushes sent and which of it the hub acknowledged: what it must have after any crash. */
export class PushLedger {
  readonly #entries = new Map<string, Entry>();

  /** Notes what is about to be sent; call what comes back when it was acknowledged. */
  sending(repository: string, kind: 'blobs' | 'manifests', bytes: Buffer): () => void {
    const path = `${repository}/${kind}/${digestOf(bytes)}`;
    const entry = this.#entries.get(path) ?? { path, bytes, acknowledged: false };
    this.#entries.set(path, entry);
    return () => {
      entry.acknowledged = true;
    };
  }

  get acknowledged(): number {
    return [...this.#entries.values()].filter((entry) => entry.acknowledged).length;
  }

  /**
   * Reads all of it back. Answers what is wrong: an acknowledged entry that is missing, or any whose
   * bytes are not what was sent.
   */
  async faults(client: RegistryClient): Promise<string[]> {
    const faults: string[] = [];
    const waiting = [...this.#entries.values()];
    const reader = async () => {
      for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
        const fault = faultOf(entry, await client.send(entry.path));
        if (fault) faults.push(`${entry.path}: ${fault}`);
      }
    };
    await Promise.all([reader(), reader(), reader(), reader()]);
    return faults;
  }
}

function faultOf({ bytes, acknowledged }: Entry, answer: HttpAnswer): string | undefined {
  if (answer.status === 200) {
    const digest: Digest = digestOf(answer.body);
    if (!answer.body.equals(bytes))
      return `served ${answer.body.byteLength} other bytes: ${digest}`;
    return undefined;
  }
  if (answer.status === 404 && !acknowledged) return undefined;
  return `${acknowledged ? 'acknowledged' : 'unacknowledged'}, now ${answer}`;
}
