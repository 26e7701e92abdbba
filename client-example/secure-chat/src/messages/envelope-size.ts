import { canonicalJson } from '../../../../shared/contract/canonical-json.ts';
import { ENCRYPTED_TEXT_MAX_LENGTH } from '../../../../shared/contract/encrypted-text.ts';
import type { Envelope } from '../../../../shared/contract/envelope.ts';
import { SIGNATURE_LENGTH } from '../../../../shared/contract/signed-text.ts';
import { utf8 } from '../platform/utf8.ts';

/** Characters of `encryptMessage`'s answer for so many bytes of plaintext (seald.md section 10). */
export const encryptedLength = (bytes: number): number =>
  62 + 4 * Math.ceil((48 + 16 * (Math.floor(bytes / 16) + 1)) / 3);

/** Most bytes of plaintext whose encrypted form has no more than `limit` characters: `encryptedLength` turned round. */
const mostBytes = (limit: number): number => {
  const raw = 3 * Math.floor((Math.min(limit, ENCRYPTED_TEXT_MAX_LENGTH) - 62) / 4);
  return 16 * Math.floor((raw - 48) / 16) - 1;
};

/**
 * Sizes that signed envelopes are brought to with spaces, in bytes of plaintext, so that a message tells no more of its length than which of these it fits into. Each
 * is at most half as large again as the one before. The smallest takes a sentence or two.
 */
const SIZES = [768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288];

/** What a signed envelope of so many bytes is brought to, in a channel that takes `limit` characters. One that is too long stays as it is. */
export const paddedSize = (bytes: number, limit: number): number => {
  const most = mostBytes(limit);
  return Math.max(bytes, Math.min(SIZES.find((size) => size >= bytes) ?? most, most));
};

/** UTF-8 bytes of a canonical text with its signature. */
export const sizeWhenSigned = (canonical: string): number => SIGNATURE_LENGTH + utf8(canonical).length;

/** The same of an envelope, which is made canonical for it. */
export const signedSize = (envelope: Envelope): number => sizeWhenSigned(canonicalJson(envelope));

/** Bytes left in an envelope for a channel that takes `limit` characters, its thumbnails not counted; below zero: too long. */
export const remainingBytes = (envelope: Envelope, limit: number): number =>
  mostBytes(limit) - signedSize({ ...envelope, attachments: envelope.attachments.map(withoutThumbnail) });

/** The envelope with as many of its thumbnails, from the first on, as fit into `limit` characters when encrypted. */
export const withFittingThumbnails = (envelope: Envelope, limit: number): Envelope => {
  let { attachments } = envelope;
  const fits = () => encryptedLength(signedSize({ ...envelope, attachments })) <= limit;
  for (let at = attachments.length - 1; at >= 0 && !fits(); at--)
    attachments = attachments.map((one, index) => (index === at ? withoutThumbnail(one) : one));
  return { ...envelope, attachments };
};

const withoutThumbnail = ({ thumbnail: _, ...rest }: Envelope['attachments'][number]) => rest;
