import { gunzipSync } from 'node:zlib';

const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes, unpacked when their magic number says that they are gzip; null when that fails or gives more than `maxBytes`. */
export const unpack = (bytes: Buffer, maxBytes: number): Buffer | null => {
  if (bytes.length > maxBytes) return null;
  if (!GZIP_MAGIC.every((byte, index) => bytes[index] === byte)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    return null;
  }
};
