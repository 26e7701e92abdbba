import * as z from 'zod/mini';
import { BASE64URL_OF_32 } from './base64url.ts';
import { canonicalJson } from './canonical-json.ts';
import { sealdAccount } from './enrolment.ts';
import { sealedText } from './sealed-text.ts';
import { sigchainHash } from './sigchain-hash.ts';
import { signature } from './signed-text.ts';
import { time } from './time.ts';

/** The public half of the key that a person's devices sign with: Ed25519 (RFC 8032), 32 bytes in base64url. */
export const authorKey = z
  .string()
  .check(z.regex(BASE64URL_OF_32, 'must be an Ed25519 public key in base64url'));

/** An author key, and its own word for whose it is. */
export const authorKeyClaim = z.object({
  authorKey,
  sigchainHash: sigchainHash.check(
    z.meta({
      description:
        "Of the owner's signature chain at Seald when the key was made: the chain has it ever after.",
    }),
  ),
  signature: signature.check(z.meta({ description: 'By the author key itself, over its claim.' })),
});
export type AuthorKeyClaim = z.infer<typeof authorKeyClaim>;

/**
 * What an author key signs of itself, as a text of kind `author-key`: nobody else's key can be registered as one's own, nor this one with another
 * identity.
 */
export const claimText = (
  userId: string,
  { authorKey, sigchainHash }: Omit<AuthorKeyClaim, 'signature'>,
): string => canonicalJson({ v: 1, userId, authorKey, sigchainHash });

/** Room enough for 32 bytes, and for what is around them: it lies in the record that is read with each `GET /me`. */
const SEALED_KEY_MAX_LENGTH = 2_000;

/**
 * Body of `PUT /me/author-key`. `sealedPrivateKey`: the private half, encrypted in a Seald session of the user alone, for the user's other devices.
 */
export const registerAuthorKeyRequest = z.strictObject({
  ...authorKeyClaim.shape,
  account: sealdAccount,
  sealedPrivateKey: sealedText.check(z.maxLength(SEALED_KEY_MAX_LENGTH)),
});
export type RegisterAuthorKeyRequest = z.infer<typeof registerAuthorKeyRequest>;

/** The key registered for the caller's identity: the first that came, whichever device asks. */
export const ownAuthorKey = z.extend(authorKeyClaim, { sealedPrivateKey: z.string(), registeredAt: time });
export type OwnAuthorKey = z.infer<typeof ownAuthorKey>;
