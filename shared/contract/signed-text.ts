import * as z from 'zod/mini';
import { BASE64URL_OF_32, BASE64URL_OF_64 } from './base64url.ts';

/** Ed25519 (RFC 8032), 64 bytes in base64url. */
export const signature = z.string().check(z.regex(BASE64URL_OF_64, 'must be a signature in base64url'));

/** SHA-256, 32 bytes in base64url. */
export const contentHash = z.string().check(z.regex(BASE64URL_OF_32, 'must be a SHA-256 in base64url'));

/** What can be signed. A signature of one kind is never good for another: the kind is among the signed bytes. */
export type SignedKind = 'author-key' | 'epoch' | 'message' | 'reaction';

/** A canonical JSON text and its author's signature over {@link signedBytes}. */
export type SignedText = { text: string; signature: string };

/** What an author signs for a text: the product's name, the kind and a line feed before it, in UTF-8. */
export const signedBytes = (kind: SignedKind, text: string): Uint8Array =>
  new TextEncoder().encode(`sealed-stream ${kind}\n${text}`);

/** Characters of a signature in front of its text. */
export const SIGNATURE_LENGTH = 86;

/** As it is encrypted: the signature, and directly after it the text. `length`: spaces follow up to so many UTF-8 bytes. */
export const writeSigned = ({ text, signature }: SignedText, length = 0): string => {
  const written = signature + text;
  const bytes = new TextEncoder().encode(written).length;
  return written + ' '.repeat(Math.max(0, length - bytes));
};

/** Takes apart what {@link writeSigned} wrote; null for everything else. Nothing is verified. */
export const readSigned = (written: string): SignedText | null => {
  const [front, text] = [written.slice(0, SIGNATURE_LENGTH), written.slice(SIGNATURE_LENGTH)];
  if (!BASE64URL_OF_64.test(front) || !text.startsWith('{')) return null;
  let end = text.length;
  while (text[end - 1] === ' ') end--;
  return { text: text.slice(0, end), signature: front };
};
