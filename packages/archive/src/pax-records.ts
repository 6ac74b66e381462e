import { ArchiveError } from './errors.ts';
import type { TarTime } from './tar-header.ts';

/** Keywords to raw values, in the order in which they were written; an empty value unsets. */
export type PaxRecords = [keyword: string, value: Uint8Array][];

/** `length keyword=value\n`, repeated (POSIX.1-2017 pax, "pax Extended Header"). Throws MALFORMED. */
export function parsePaxRecords(bytes: Uint8Array, offset: number): PaxRecords {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: PaxRecords = [];
  let at = 0;
  while (at < buffer.length) {
    // Some writers fill the block up with NULs and count them in.
    if (buffer[at] === 0 && buffer.subarray(at).every((byte) => byte === 0)) break;
    const space = buffer.indexOf(0x20, at);
    const digits = space < 0 || space - at > 12 ? '' : buffer.toString('latin1', at, space);
    const end = /^[1-9][0-9]*$/.test(digits) ? at + Number(digits) : 0;
    const equals = buffer.indexOf(0x3d, space + 1);
    const whole = end > space && end <= buffer.length && buffer[end - 1] === 0x0a;
    if (!whole || equals <= space || equals >= end) {
      throw new ArchiveError('MALFORMED', 'a pax record has not the form "length key=value"', {
        offset: offset + at,
      });
    }
    records.push([
      buffer.toString('utf8', space + 1, equals),
      buffer.subarray(equals + 1, end - 1),
    ]);
    at = end;
  }
  return records;
}

/** The bytes of records, in their order. */
export function formatPaxRecords(records: PaxRecords): Uint8Array {
  const lines = records.map(([keyword, value]) => {
    const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
    let length = rest.length + 1;
    // The length counts its own digits.
    while (String(length).length + rest.length !== length) {
      length = String(length).length + rest.length;
    }
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  return Buffer.concat(lines);
}

/** A decimal number of a record. Throws MALFORMED. */
export function paxNumber(value: Uint8Array, keyword: string, offset: number): number {
  const text = Buffer.from(value).toString('latin1');
  const number = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new ArchiveError(
    'MALFORMED',
    `pax ${keyword} ${JSON.stringify(text.slice(0, 40))} is no number`,
    {
      offset,
    },
  );
}

/** Seconds with a fraction of any length; what is finer than nanoseconds is cut off. Throws MALFORMED. */
export function paxTime(value: Uint8Array, offset: number): TarTime {
  const text = Buffer.from(value).toString('latin1');
  const parts = /^(-?)([0-9]{1,15})(?:\.([0-9]*))?$/.exec(text);
  if (!parts) {
    throw new ArchiveError(
      'MALFORMED',
      `pax mtime ${JSON.stringify(text.slice(0, 40))} is no time`,
      {
        offset,
      },
    );
  }
  const [, sign, whole = '0', fraction = ''] = parts;
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  if (sign !== '-') return { seconds: Number(whole), nanoseconds };
  return nanoseconds === 0
    ? { seconds: 0 - Number(whole), nanoseconds: 0 }
    : { seconds: -Number(whole) - 1, nanoseconds: 1_000_000_000 - nanoseconds };
}

/** The text that {@link paxTime} reads, as short as it can be. */
export function formatPaxTime({ seconds, nanoseconds }: TarTime): string {
  if (nanoseconds === 0) return String(seconds);
  const negative = seconds < 0;
  const whole = negative ? -seconds - 1 : seconds;
  const rest = negative ? 1_000_000_000 - nanoseconds : nanoseconds;
  const fraction = String(rest).padStart(9, '0').replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}.${fraction}`;
}
