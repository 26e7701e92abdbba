import * as z from 'zod/mini';
import { parseEncryptedText, SEALED_TEXT_MAX_LENGTH } from './encrypted-text.ts';

/** The encryption session that a text is encrypted in; undefined for what the Seald SDK does not write. */
export const sessionOf = (text: string): string | undefined =>
  parseEncryptedText(text, SEALED_TEXT_MAX_LENGTH)?.encryptionSessionId;

/** Seald writes ciphertext in exactly one form; nothing else has a place in the registry. */
export const sealedText = z
  .string()
  .check(z.refine((text) => sessionOf(text) !== undefined, 'must be a text encrypted by the Seald SDK'));
