import { looksRandom } from './looks-random.ts';

/**
 * The exact form of what `encryptMessage` of the Seald SDK writes (seald.md section 10). The SDK reads far more than it
 * writes, so anything looser would let clear text through in a costume.
 */
const GRAMMAR =
  /^\{"sessionId":"([0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})","data":"((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)"\}$/;

/** Shortest possible: one byte encrypted, 64 bytes in all. */
export const ENCRYPTED_TEXT_MIN_LENGTH = 150;
/** The largest `max_message_length` Stream allows (stream.md section 10.3). */
export const ENCRYPTED_TEXT_MAX_LENGTH = 20_000;
/** For what never goes to Stream: the statement of an epoch with a hundred readers. */
export const SEALED_TEXT_MAX_LENGTH = 32_000;

/** Initialisation vector, blocks and HMAC are whole blocks. */
const BLOCK_BYTES = 16;

export type EncryptedText = { encryptionSessionId: string };

/**
 * Reads a message text as Seald ciphertext, without keys. Gives the encryption session it names, or null when the text is
 * not exactly what the SDK writes, or longer than `maxLength`. It proves shape, not encryption: only a member's HMAC check proves that.
 */
export const parseEncryptedText = (
  text: string,
  maxLength: number = ENCRYPTED_TEXT_MAX_LENGTH,
): EncryptedText | null => {
  if (text.length < ENCRYPTED_TEXT_MIN_LENGTH || text.length > maxLength) return null;
  const match = GRAMMAR.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return looksEncrypted(match[2]) ? { encryptionSessionId: match[1] } : null;
};

const looksEncrypted = (base64: string): boolean => {
  const binary = atob(base64);
  if (btoa(binary) !== base64) return false; // stray bits in the last character: a second spelling of the same bytes
  return binary.length % BLOCK_BYTES === 0 && looksRandom(bytesOf(binary));
};

/** The bytes in what `atob` gives. A loop: `Uint8Array.from` takes many times as long. */
export const bytesOf = (binary: string): Uint8Array => {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
};
