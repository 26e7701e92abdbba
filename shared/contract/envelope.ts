import * as z from 'zod';
import { parseJson } from './parse-json.ts';
import { MAX_FILES } from './visible-file.ts';

export const ENVELOPE_VERSION = 1;

/** Longest thumbnail as a data URL: about 6 KB of picture. In an encrypted text it takes a third more than that. */
export const THUMBNAIL_MAX_LENGTH = 8_300;
/** Longest name of a file, in UTF-16 units. */
export const NAME_MAX_LENGTH = 255;

/** A picture small enough for the envelope. No SVG: one opened on its own could run scripts. */
const thumbnail = z
  .string()
  .max(THUMBNAIL_MAX_LENGTH)
  .regex(/^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/);

/**
 * A file sent with a message. Where its encrypted bytes lie stands beside the envelope, in the message's attachments at the same place of
 * the list (`visible-file.ts`); all else about it is known to readers of the envelope only.
 */
export const envelopeAttachment = z.strictObject({
  /** Of the encrypted bytes, in base64: whoever stores them cannot put others in their place. */
  sha256: z.base64().length(44),
  name: z.string().max(NAME_MAX_LENGTH),
  mimeType: z.string().max(127),
  /** Bytes before encryption. */
  size: z.int().nonnegative(),
  /** A data URL. */
  thumbnail: thumbnail.optional(),
});

export type EnvelopeAttachment = z.infer<typeof envelopeAttachment>;

/**
 * What is encrypted inside a message. Seald's ciphertext binds nothing around it (seald.md section 10), so the envelope
 * repeats the channel, the sender and the message id, and the reader compares them with the Stream message it came in:
 * a server can then not re-attribute, move or replay it unseen.
 */
export const envelope = z.strictObject({
  v: z.literal(ENVELOPE_VERSION),
  /** Channel `type:id`. */
  cid: z.string().min(3),
  /** Encryption session of the channel (the wire name of design section 5). */
  sessionId: z.uuid(),
  /** Chat user id of the author. */
  from: z.string().min(1),
  /** Stream message id. */
  id: z.string().min(1),
  /** 0 when first sent, one more with each edit. */
  rev: z.int().nonnegative(),
  sentAt: z.iso.datetime(),
  text: z.string(),
  attachments: z.array(envelopeAttachment).max(MAX_FILES),
});

export type Envelope = z.infer<typeof envelope>;

/** Reads decrypted text as an envelope; null when it is not one. */
export const parseEnvelope = (plaintext: string): Envelope | null =>
  envelope.safeParse(parseJson(plaintext)).data ?? null;
