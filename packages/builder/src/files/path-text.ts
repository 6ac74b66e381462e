/**
 * Paths as text that loses nothing: bytes that are no UTF-8 stand as lone surrogates U+DC80 to
 * U+DCFF, which decoding never yields otherwise.
 */
export function pathText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text, 'utf8').equals(buffer)) return text;
  let result = '';
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    result +=
      length === 0
        ? String.fromCharCode(0xdc00 + (buffer[at] ?? 0))
        : buffer.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return result;
}

const escaped = /[\udc80-\udcff]/u;

/** The bytes that {@link pathText} was given. */
export function pathBytes(text: string): Buffer {
  if (!escaped.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const character of text) {
    parts.push(
      escaped.test(character)
        ? Buffer.from([character.charCodeAt(0) - 0xdc00])
        : Buffer.from(character, 'utf8'),
    );
  }
  return Buffer.concat(parts);
}

/** What Node's file functions take for it: text, where text says it all. */
export function systemPath(text: string): string | Buffer {
  return escaped.test(text) ? pathBytes(text) : text;
}

/** `base/name`; `base` may be empty. */
export function joinPath(base: string, name: string): string {
  if (base === '') return name;
  return name === '' ? base : `${base}/${name}`;
}

/** Relative and clean, as a process sees it whose root this is: no `.`, no `..`, no empty parts. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The part before the last slash; empty for a name alone. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The part after the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Bytes of the well-formed UTF-8 sequence at `at`; 0 where there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  for (let index = 1; index < length; index++) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}
