import { bytesOfBase64 } from '../../../../shared/contract/encrypted-text.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import { fromBase64 } from '../platform/base64.ts';
import { createUtf8Decoder } from '../platform/utf8.ts';
import type { EncryptionSession } from './sdk-types.ts';

/** What is asked of the SDK's own session: it can be written down. */
type Serializable = Pick<EncryptionSession, 'sessionId' | 'decryptMessage'> & { serialize(): string };

/**
 * Lets a session of the SDK decrypt its messages by WebCrypto, with its own key and by the same rules: what was written is `IV | AES-256-CBC | HMAC-SHA-256`, and nothing
 * is decrypted before its HMAC holds (seald.md section 3). The SDK (0.25.0) does both in JavaScript in browsers, on the thread that draws, in several times the time. `webCrypto`: a
 * `SubtleCrypto`, which an app's compiler need not know. Answers the same session, changed; as it was when its key is not found.
 */
export const withNativeDecryption = <Session extends Serializable>(
  session: Session,
  webCrypto: object,
): Session => {
  const subtle = webCrypto as SubtleCrypto;
  const key = keyIn(session.serialize());
  if (!key) return session;
  const textOf = createUtf8Decoder();
  let imported: Promise<Keys> | undefined;
  const decryptMessage = async (encryptedText: string): Promise<string> => {
    const raw = dataIn(encryptedText, session.sessionId);
    imported ??= importKeys(subtle, key);
    const { macKey, aesKey } = await imported;
    const [iv, mac] = [raw.subarray(0, IV_BYTES), raw.subarray(-MAC_BYTES)];
    if (!(await subtle.verify('HMAC', macKey, mac, raw.subarray(0, -MAC_BYTES))))
      throw new Error('INVALID_HMAC');
    const ciphertext = raw.subarray(IV_BYTES, -MAC_BYTES);
    return textOf(await subtle.decrypt({ name: 'AES-CBC', iv }, aesKey, ciphertext));
  };
  return Object.assign(session, { decryptMessage });
};

type Keys = { macKey: CryptoKey; aesKey: CryptoKey };
type Bytes = Uint8Array<ArrayBuffer>;

const IV_BYTES = 16;
const MAC_BYTES = 32;

const importKeys = async (subtle: SubtleCrypto, key: Bytes): Promise<Keys> => ({
  macKey: await subtle.importKey('raw', key.slice(0, 32), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ]),
  aesKey: await subtle.importKey('raw', key.slice(32), 'AES-CBC', false, ['decrypt']),
});

/** Throws for a text of another session, and for what is none. */
const dataIn = (encryptedText: string, ofSession: string): Bytes => {
  const { sessionId, data } = (parseJson(encryptedText) ?? {}) as Record<string, unknown>;
  if (sessionId !== ofSession || typeof data !== 'string')
    throw new Error('This session cannot decrypt this message');
  const raw = bytesOfBase64(data);
  if (!raw) throw new Error('INVALID_HMAC');
  return raw as Bytes;
};

/** A session is serialized as BSON `{ id: string, key: bytes }`, with 36 characters and 64 bytes (0.25.0). */
const LENGTH = 124;
const BEFORE_KEY = '\x05key\0\x40\0\0\0\0';
const KEY_AT = LENGTH - 1 - 64;

const keyIn = (serialized: string): Bytes | null => {
  const bytes = fromBase64(serialized) as Bytes;
  const before = String.fromCharCode(...bytes.subarray(KEY_AT - BEFORE_KEY.length, KEY_AT));
  return bytes.length === LENGTH && before === BEFORE_KEY ? bytes.slice(KEY_AT, LENGTH - 1) : null;
};
