import { looksRandom } from './looks-random.ts';

/*
 * The exact form of what `encryptMessage` of the Seald SDK writes (seald.md section 10). The SDK reads far more than it
 * writes, so anything looser would let clear text through in a costume.
 */
const HEAD =
  /^\{"sessionId":"([0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})","data":"/;
const HEAD_LENGTH = '{"sessionId":"00000000-0000-1000-8000-000000000000","data":"'.length;
const TAIL = '"}';

/** Shortest possible: one byte encrypted, 64 bytes in all. */
export const ENCRYPTED_TEXT_MIN_LENGTH = 150;
/** The largest `max_message_length` Stream allows (stream.md section 10.3). */
export const ENCRYPTED_TEXT_MAX_LENGTH = 20_000;
/** For what never goes to Stream: the statement of an epoch with as many readers as there may be. Two of these fit an item of DynamoDB, which takes 400 KB. */
export const SEALED_TEXT_MAX_LENGTH = 157_000;

/** Up to so many readers a statement takes no more than the first of these, whatever their ids; and so much for each further one. */
const STATED = { readers: 100, characters: 32_000, forEachMore: 270 };

/** The longest statement that the registry takes from a channel of so many members: a member of a small one stores no large one. */
export const longestStatement = (members: number): number => {
  const more = Math.max(0, members - STATED.readers) * STATED.forEachMore;
  return Math.min(STATED.characters + more, SEALED_TEXT_MAX_LENGTH);
};

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
  const encryptionSessionId = HEAD.exec(text)?.[1];
  if (encryptionSessionId === undefined || !text.endsWith(TAIL)) return null;
  const bytes = bytesOfBase64(text.slice(HEAD_LENGTH, -TAIL.length));
  return bytes && looksEncrypted(bytes) ? { encryptionSessionId } : null;
};

const looksEncrypted = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && bytes.length % BLOCK_BYTES === 0 && looksRandom(bytes);

/** Node's; other platforms have none. */
const { Buffer } = globalThis as {
  Buffer?: { from: (text: string, form: 'base64') => Uint8Array & { toString: (form: 'base64') => string } };
};
/** Of ECMAScript 2026, which new browsers have. */
const { fromBase64 } = Uint8Array as {
  fromBase64?: (text: string) => Uint8Array & { toBase64: () => string };
};

/**
 * The bytes that a text stands for in base64 with padding (RFC 4648 section 4); null for any other text, among them a second spelling of the same bytes, by
 * white space or stray bits in the last letter. By the platform's own decoder where there is one: the hook mostly waits for this.
 */
export const bytesOfBase64 = (text: string): Uint8Array | null => {
  const inNode = Buffer?.from(text, 'base64');
  if (inNode) return inNode.toString('base64') === text ? new Uint8Array(inNode) : null;
  try {
    const native = fromBase64?.call(Uint8Array, text);
    if (native) return native.toBase64() === text ? native : null;
    const binary = atob(text);
    return btoa(binary) === text ? bytesOf(binary) : null;
  } catch {
    return null;
  }
};

/** The bytes in what `atob` gives. A loop: `Uint8Array.from` takes many times as long. */
export const bytesOf = (binary: string): Uint8Array => {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
};
