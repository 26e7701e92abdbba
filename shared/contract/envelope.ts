import * as z from 'zod/mini';
import { parseCanonicalJson } from './canonical-json.ts';
import { channelCid, chatUserId } from './channel.ts';
import { contentHash } from './signed-text.ts';
import { MAX_FILES } from './visible-file.ts';

export const ENVELOPE_VERSION = 2;

/** Longest thumbnail as a data URL: about 6 KB of picture. In an encrypted text it takes a third more than that. */
export const THUMBNAIL_MAX_LENGTH = 8_300;
/** Longest name of a file, in UTF-16 units. */
export const NAME_MAX_LENGTH = 255;
/** As many people as Stream takes in one message (stream.md section 10). */
export const MAX_MENTIONS = 25;
/** An author's devices may each have written last: so many can be followed by one message. */
export const MAX_PREVIOUS = 4;

/** A picture small enough for the envelope. No SVG: one opened on its own could run scripts. */
const thumbnail = z
  .string()
  .check(
    z.maxLength(THUMBNAIL_MAX_LENGTH),
    z.regex(/^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/),
  );

/**
 * A file sent with a message. Where its encrypted bytes lie stands beside the envelope, in the message's attachments at the same place of
 * the list (`visible-file.ts`); all else about it is known to readers of the envelope only.
 */
export const envelopeAttachment = z.strictObject({
  /** Of the encrypted bytes, in base64: whoever stores them cannot put others in their place. */
  sha256: z.base64().check(z.length(44)),
  name: z.string().check(z.maxLength(NAME_MAX_LENGTH)),
  mimeType: z.string().check(z.maxLength(127)),
  /** Bytes before encryption. */
  size: z.int().check(z.nonnegative()),
  /** A data URL. */
  thumbnail: z.optional(thumbnail),
});

export type EnvelopeAttachment = z.infer<typeof envelopeAttachment>;

/** A Stream message id: of the letters of UUIDs and user ids (`message-fields.ts` says which Stream may get), so that nothing else can be drawn in its place. */
const messageId = z.string().check(z.regex(/^[A-Za-z0-9@_-]{1,300}$/, 'must be a message id'));

/** Another message, as it was when it was read. */
export const messageReference = z.strictObject({
  id: messageId,
  /** SHA-256 of the canonical text of its envelope. */
  hash: contentHash,
});
export type MessageReference = z.infer<typeof messageReference>;

/**
 * What is encrypted inside a message, signed by its author as a text of kind `message` (`signed-text.ts`). Seald's ciphertext binds nothing around
 * it (seald.md section 10), so the envelope repeats all that gives the words their meaning, and the reader compares it with the Stream message it
 * came in: nobody can then re-attribute, move, repeat or re-address it unseen.
 */
export const envelope = z
  .strictObject({
    v: z.literal(ENVELOPE_VERSION),
    /** Channel `type:id`. */
    cid: channelCid,
    /** Encryption session of the channel (the wire name of design section 5). */
    sessionId: z.uuid(),
    /** Chat user id of the author. */
    from: chatUserId,
    /** Stream message id. */
    id: messageId,
    /** 0 when first sent, one more with each edit. */
    rev: z.int().check(z.nonnegative()),
    /** Hash of revision 0, in every later one. */
    original: z.optional(contentHash),
    sentAt: z.iso.datetime(),
    text: z.string(),
    attachments: z.array(envelopeAttachment).check(z.maxLength(MAX_FILES)),
    /** The message in whose thread this one is. */
    parentId: z.optional(messageId),
    /** An answer in a thread that stands in the channel too. */
    showInChannel: z.optional(z.literal(true)),
    /** What it answers, in the words that the author saw. */
    quoted: z.optional(messageReference),
    mentionedUserIds: z.optional(z.array(chatUserId).check(z.minLength(1), z.maxLength(MAX_MENTIONS))),
    /**
     * The author's messages before this one, in the same epoch and the same thread or channel, that no later one of the author's names: one, or one for each device.
     * With the hash of their revision 0.
     */
    previous: z.array(messageReference).check(z.maxLength(MAX_PREVIOUS)),
  })
  .check(
    z.refine(({ rev, original }) => rev > 0 === (original !== undefined), 'original belongs to edits'),
    z.refine(
      ({ parentId, showInChannel }) => parentId !== undefined || !showInChannel,
      'only answers are shown besides',
    ),
    z.refine(
      ({ mentionedUserIds = [] }) => new Set(mentionedUserIds).size === mentionedUserIds.length,
      'each once',
    ),
  );

export type Envelope = z.infer<typeof envelope>;

/** Reads a canonical text as an envelope; null when it is not one. Verify its signature before. */
export const parseEnvelope = (text: string): Envelope | null =>
  envelope.safeParse(parseCanonicalJson(text)).data ?? null;
