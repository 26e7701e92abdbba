/*
 * What `encryptFile` of the Seald SDK writes (seald.md section 10): a fixed name, the length of a BSON document, that document
 * `{ v: "1", mid: <encryption session id, 22 characters> }`, and then ciphertext.
 */

const HEADER_START = 'SEALD.IO_.\0\0\0.\0\0\0\x02v\0\x02\0\0\0' + '1\0\x02mid\0\x17\0\0\0';
const HEADER_BYTES = 59;
/** Initialisation vector, one block and the HMAC. */
const MIN_CIPHERTEXT_BYTES = 64;
/** Enough to tell ciphertext from text and most file formats. */
const SAMPLE_BYTES = 4096;
/** Random bytes have the high bit half the time; outside this range they are none (see the message grammar). */
const HIGH_BIT_RANGE = [0.15, 0.85] as const;

/** Added by encryption to a file of any size: header, tar blocks, padding, HMAC; seen: 1659 bytes for 1 MiB. */
export const ENCRYPTED_FILE_OVERHEAD = 4096;

/** How much of a file `looksLikeEncryptedFile` wants to see. */
export const START_BYTES = HEADER_BYTES + SAMPLE_BYTES;

/** Whether a file that starts with these bytes has the form of an encrypted one. It proves shape, not encryption: only a member can tell that. */
export const looksLikeEncryptedFile = (bytes: Uint8Array): boolean => {
  if (bytes.length < HEADER_BYTES + MIN_CIPHERTEXT_BYTES || !isHeader(headerOf(bytes))) return false;
  const ciphertext = bytes.subarray(HEADER_BYTES, START_BYTES);
  const high = ciphertext.reduce((count, byte) => count + (byte >> 7), 0) / ciphertext.length;
  return high >= HIGH_BIT_RANGE[0] && high <= HIGH_BIT_RANGE[1];
};

/** The encryption session that an encrypted file names in its header, or null. It proves nothing. */
export const sessionOfFile = (
  bytes: Uint8Array,
  fromBase64: (base64: string) => Uint8Array,
): string | null => {
  const header = headerOf(bytes);
  if (!isHeader(header)) return null;
  const base64 = header.slice(HEADER_START.length, HEADER_START.length + 22).replaceAll('%', '/');
  const hex = Array.from(fromBase64(base64), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const headerOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, HEADER_BYTES));

/** Seald writes ids as base64 with `%` for `/`, and keeps `+` (seald.md section 2). */
const isHeader = (header: string): boolean =>
  header.startsWith(HEADER_START) && /^[A-Za-z0-9+%]{22}\0\0$/.test(header.slice(HEADER_START.length));
