import type { TarHeader } from '@slipway/archive';

/** What a layer has but its folder cannot show: a device, or attributes, of an ordinary user. */
export interface KeptEntry {
  /** Relative, latin1. */
  readonly path: string;
  readonly header: TarHeader;
  /** True: the entry itself is absent from the folder. False: only the header's attributes are. */
  readonly absent: boolean;
}

/** JSON of kept entries: bytes as base64. */
export function formatKept(kept: readonly KeptEntry[]): string {
  const plain = kept.map(({ path, header, absent }) => ({
    path,
    absent,
    header: {
      ...header,
      name: base64(header.name),
      linkName: base64(header.linkName),
      xattrs: [...header.xattrs].map(([name, value]) => [name, base64(value)]),
    },
  }));
  return JSON.stringify(plain);
}

/** What {@link formatKept} wrote. */
export function parseKept(text: string): readonly KeptEntry[] {
  const plain = JSON.parse(text) as readonly {
    readonly path: string;
    readonly absent: boolean;
    readonly header: Omit<TarHeader, 'name' | 'linkName' | 'xattrs'> & {
      readonly name: string;
      readonly linkName: string;
      readonly xattrs: readonly (readonly [string, string])[];
    };
  }[];
  return plain.map(({ path, header, absent }) => ({
    path,
    absent,
    header: {
      ...header,
      name: Buffer.from(header.name, 'base64'),
      linkName: Buffer.from(header.linkName, 'base64'),
      xattrs: new Map(
        header.xattrs.map(([name, value]) => [name, Buffer.from(value, 'base64')] as const),
      ),
    },
  }));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
