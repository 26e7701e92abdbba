import { ed25519 } from '@noble/curves/ed25519.js';
import { claimText, type RegisterAuthorKeyRequest } from '../../shared/contract/author-key.ts';
import { toBase64Url } from '../../shared/contract/base64url.ts';
import { type SignedKind, type SignedText, signedBytes } from '../../shared/contract/signed-text.ts';
import { encryptedText } from './encrypted-text.ts';
import { ACCOUNT } from './enrolled.ts';

export type AuthorKeyPair = { secretKey: Uint8Array; authorKey: string };

export const newAuthorKey = (): AuthorKeyPair => {
  const secretKey = ed25519.utils.randomSecretKey();
  return { secretKey, authorKey: toBase64Url(ed25519.getPublicKey(secretKey)) };
};

export const signText = ({ secretKey }: AuthorKeyPair, kind: SignedKind, text: string): SignedText => ({
  text,
  signature: toBase64Url(ed25519.sign(signedBytes(kind, text), secretKey)),
});

/** What a device of that user sends to have the key kept. */
export const registrationOf = (
  pair: AuthorKeyPair,
  userId: string,
  { account = ACCOUNT, sigchainHash = 'a1'.repeat(32) } = {},
): RegisterAuthorKeyRequest => {
  const claim = { authorKey: pair.authorKey, sigchainHash };
  const { signature } = signText(pair, 'author-key', claimText(userId, claim));
  return { ...claim, signature, account, sealedPrivateKey: encryptedText() };
};
