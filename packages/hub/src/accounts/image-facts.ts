/** What an image's own bytes say of it. */
export interface ImageFacts {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What kind of image the bytes are, by signature, and its size; undefined for all else. */
export function imageFacts(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length < 32) return undefined;
  if (bytes.subarray(0, 8).equals(pngSignature)) return png(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg(bytes);
  if (ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP') return webp(bytes);
  return undefined;
}

function ascii(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

/** The header is the first chunk, always. */
function png(bytes: Buffer): ImageFacts | undefined {
  if (ascii(bytes, 12) !== 'IHDR') return undefined;
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Segments follow each other up to the frame's header, which has the size (ITU-T T.81, B.2.2). */
function jpeg(bytes: Buffer): ImageFacts | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const height = bytes.readUInt16BE(at + 5);
      return { mediaType: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height };
    }
    // Entropy-coded data begins: there was no frame.
    if (marker === 0xda || marker === 0xd9) return undefined;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** One of three forms of the first chunk (RFC 9649). */
function webp(bytes: Buffer): ImageFacts | undefined {
  const mediaType = 'image/webp';
  switch (ascii(bytes, 12)) {
    case 'VP8X':
      return { mediaType, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return {
        ...{ mediaType, width: bytes.readUInt16LE(26) & 0x3fff },
        height: bytes.readUInt16LE(28) & 0x3fff,
      };
    default:
      return undefined;
  }
}
