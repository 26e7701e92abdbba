import type { MessageResponse } from 'stream-chat';
import { fromBase64Url } from '../../../shared/contract/base64url.ts';
import { bytesOf } from '../../../shared/contract/encrypted-text.ts';
import { readSigned, signedBytes } from '../../../shared/contract/signed-text.ts';

/** `session`: 64 bytes, the first half for the HMAC (seald.md section 3). `author`: a public key. */
export type Keys = { session: Uint8Array; author: Uint8Array };

type Bytes = Uint8Array<ArrayBuffer>;

/** What WebCrypto gets for one message: all is taken apart before. */
type Parts = { iv: Bytes; ciphertext: Bytes; maced: Bytes; mac: Bytes; signed: Bytes; signature: Bytes };

/** Calls WebCrypto for the same bytes as reading does, and nothing else: one HMAC, one AES decryption and one Ed25519 for each message, all started together. */
export const prepareFloor = async (messages: readonly MessageResponse[], { session, author }: Keys) => {
  const { subtle } = crypto;
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const aes = 'AES-CBC';
  const macKey = await subtle.importKey('raw', session.slice(0, 32), hmac, false, ['verify']);
  const aesKey = await subtle.importKey('raw', session.slice(32), aes, false, ['decrypt']);
  const authorKey = await subtle.importKey('raw', author as Bytes, 'Ed25519', false, ['verify']);
  const decrypted = ({ iv, ciphertext }: Pick<Parts, 'iv' | 'ciphertext'>) =>
    subtle.decrypt({ name: aes, iv }, aesKey, ciphertext);
  const partsOf = async ({ text = '' }: MessageResponse): Promise<Parts> => {
    const raw = bytesOf(atob((JSON.parse(text) as { data: string }).data)) as Bytes;
    const [iv, ciphertext] = [raw.slice(0, 16), raw.slice(16, -32)];
    const written = readSigned(new TextDecoder().decode(await decrypted({ iv, ciphertext })));
    if (!written) throw new Error('not signed');
    const signed = signedBytes('message', written.text) as Bytes;
    const signature = fromBase64Url(written.signature) as Bytes;
    return { iv, ciphertext, maced: raw.slice(0, -32), mac: raw.slice(-32), signed, signature };
  };
  const all = await Promise.all(messages.map(partsOf));
  const one = async ({ maced, mac, signed, signature, ...parts }: Parts): Promise<void> => {
    const [isWhole, isSigned] = await Promise.all([
      subtle.verify('HMAC', macKey, mac, maced),
      subtle.verify('Ed25519', authorKey, signature, signed),
      decrypted(parts),
    ]);
    if (!isWhole || !isSigned) throw new Error('not genuine');
  };
  return { decryptAndVerify: (count: number) => Promise.all(all.slice(0, count).map(one)) };
};
