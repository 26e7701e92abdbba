import { ENCRYPTED_TEXT_MAX_LENGTH } from '../../../../shared/contract/encrypted-text.ts';
import type { Envelope } from '../../../../shared/contract/envelope.ts';
import { utf8 } from '../platform/utf8.ts';
import { encryptedLength } from './sealed-text.ts';

/** UTF-8 bytes of the envelope as it is encrypted. */
const byteLength = (envelope: Envelope): number => utf8(JSON.stringify(envelope)).length;

/** Most bytes of plaintext whose encrypted form has no more than `limit` characters: `encryptedLength` turned round. */
const mostBytes = (limit: number): number => {
  const raw = 3 * Math.floor((Math.min(limit, ENCRYPTED_TEXT_MAX_LENGTH) - 62) / 4);
  return 16 * Math.floor((raw - 48) / 16) - 1;
};

/** Bytes left in an envelope for a channel that takes `limit` characters, its thumbnails not counted; below zero: too long. */
export const remainingBytes = (envelope: Envelope, limit: number): number =>
  mostBytes(limit) - byteLength({ ...envelope, attachments: envelope.attachments.map(withoutThumbnail) });

/** The envelope with as many of its thumbnails, from the first on, as fit into `limit` characters when encrypted. */
export const withFittingThumbnails = (envelope: Envelope, limit: number): Envelope => {
  let { attachments } = envelope;
  const fits = () => encryptedLength(byteLength({ ...envelope, attachments })) <= limit;
  for (let at = attachments.length - 1; at >= 0 && !fits(); at--)
    attachments = attachments.map((one, index) => (index === at ? withoutThumbnail(one) : one));
  return { ...envelope, attachments };
};

const withoutThumbnail = ({ thumbnail: _, ...rest }: Envelope['attachments'][number]) => rest;
