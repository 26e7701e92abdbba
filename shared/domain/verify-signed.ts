import { ed25519 } from '@noble/curves/ed25519.js';
import { fromBase64Url } from '../contract/base64url.ts';
import { type SignedKind, type SignedText, signedBytes } from '../contract/signed-text.ts';

/**
 * RFC 8032 to the letter. The library's own default is ZIP 215, which takes keys of small order, under which one signature fits any text, and second
 * spellings of points.
 */
const STRICT = { zip215: false };

/** Whether a text of that kind was signed with an author key. False for a key that is no point of the curve, or one of small order. */
export const isSignedBy = (authorKey: string, kind: SignedKind, { text, signature }: SignedText): boolean =>
  ed25519.verify(fromBase64Url(signature), signedBytes(kind, text), fromBase64Url(authorKey), STRICT);
