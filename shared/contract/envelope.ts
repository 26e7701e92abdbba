import * as z from 'zod';

export const ENVELOPE_VERSION = 1;

const attachment = z.strictObject({
  url: z.url(),
  name: z.string(),
  mimeType: z.string(),
  size: z.int().nonnegative(),
});

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
  attachments: z.array(attachment),
});

export type Envelope = z.infer<typeof envelope>;

/** Reads decrypted text as an envelope; null when it is not one. */
export const parseEnvelope = (plaintext: string): Envelope | null => {
  try {
    return envelope.parse(JSON.parse(plaintext));
  } catch {
    return null;
  }
};
