import { ArchiveError } from './errors.ts';

/**
 * A number of a header field: octal text, or GNU's base-256 where the first bit is set.
 * Throws MALFORMED.
 */
export function readNumber(field: Uint8Array, what: string, offset: number): number {
  return ((field[0] ?? 0) & 0x80) !== 0
    ? readBase256(field, what, offset)
    : readOctal(field, what, offset);
}

function readOctal(field: Uint8Array, what: string, offset: number): number {
  const text = Buffer.from(field).toString('latin1');
  const end = text.search(/\0/);
  const digits = (end < 0 ? text : text.slice(0, end)).trim();
  if (digits === '') return 0;
  const value = /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new ArchiveError('MALFORMED', `${what} ${JSON.stringify(digits)} is no octal number`, {
      offset,
    });
  }
  return value;
}

/** Two's complement, big endian; the first bit marks the form and is not part of the number. */
function readBase256(field: Uint8Array, what: string, offset: number): number {
  const negative = ((field[0] ?? 0) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  for (const [index, byte] of field.entries()) {
    const bits = index === 0 ? byte & 0x7f : byte;
    // Of the first byte only seven bits count.
    value =
      index === 0 ? (negative ? BigInt(bits) - 128n : BigInt(bits)) : (value << 8n) | BigInt(bits);
  }
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new ArchiveError('MALFORMED', `${what} ${value} is out of range`, { offset });
  }
  return number;
}

/** The largest number that octal text of a field of `length` bytes holds, with its ending NUL. */
export function largestOctal(length: number): number {
  return 8 ** (length - 1) - 1;
}

/** Octal text, filled with zeros, ended by NUL. */
export function octalField(value: number, length: number): Uint8Array {
  return Buffer.from(`${value.toString(8).padStart(length - 1, '0')}\0`, 'latin1');
}
