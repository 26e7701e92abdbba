import { fromBase64Url, toBase64Url } from '../../../../shared/contract/base64url.ts';
import { type SignedKind, type SignedText, signedBytes } from '../../../../shared/contract/signed-text.ts';
import type { Ed25519 } from '../platform/ed25519.ts';

/** Who signs what leaves this device: its user, with the author key that all devices of the user have. */
export type Author = {
  /** The public half, in base64url. */
  authorKey: string;
  sign: (kind: SignedKind, text: string) => Promise<SignedText>;
};

/** Whether a text was signed, as one of this kind, with this author key. Never rejects. */
export type VerifySigned = (kind: SignedKind, signed: SignedText, authorKey: string) => Promise<boolean>;

/** `privateKey`: 32 bytes. */
export const createAuthor = async (ed25519: Ed25519, privateKey: Uint8Array): Promise<Author> => ({
  authorKey: toBase64Url(await ed25519.publicKey(privateKey)),
  sign: async (kind, text) => ({
    text,
    signature: toBase64Url(await ed25519.sign(signedBytes(kind, text), privateKey)),
  }),
});

export const createVerify =
  (ed25519: Ed25519): VerifySigned =>
  (kind, { text, signature }, authorKey) =>
    ed25519.verify(fromBase64Url(signature), signedBytes(kind, text), fromBase64Url(authorKey));
