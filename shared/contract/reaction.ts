import * as z from 'zod/mini';
import { canonicalJson } from './canonical-json.ts';
import { signature } from './signed-text.ts';

/**
 * What people can react with: the emoji that stream-chat-react 14 offers by itself, in its order, and others that are usual. What is not among them is not
 * drawn, and cannot be guessed by trying.
 */
export const REACTIONS = ['😂', '👍', '❤️', '😔', '😮', '🔥', '👎', '🎉', '🙏', '👏', '✅', '👀'] as const;
export type ReactionEmoji = (typeof REACTIONS)[number];

export const isReactionEmoji = (emoji: string): emoji is ReactionEmoji =>
  (REACTIONS as readonly string[]).includes(emoji);

/** Bytes of an alias: the first of the HMAC-SHA-256 with the epoch's `reactionKey`, over the emoji in UTF-8. In base64url they are what Stream gets as the type of a reaction. */
export const ALIAS_BYTES = 16;

/** The form of such a type. The last character has bits to spare, which must be zero. */
export const REACTION_ALIAS = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** A reaction as it stands at Stream, and nothing else of its maker's beside it. */
export const sealedReaction = z.strictObject({
  type: z.string().check(z.regex(REACTION_ALIAS, 'must be an alias')),
  /** Encryption session of the epoch whose key has made the alias, and that names its maker's author key. */
  sealed_session: z.uuid(),
  /** Over {@link reactionText}, as a text of kind `reaction`. */
  signature,
});
export type SealedReaction = z.infer<typeof sealedReaction>;

/** Whose reaction it is, to what. */
export type SaidByReaction = {
  /** Channel `type:id`. */
  cid: string;
  messageId: string;
  /** Who wrote it, and the SHA-256 in base64url of its signed text before any edit: an id alone could be given to another message. */
  author: string;
  original: string;
  /** Chat user id of who reacts. */
  from: string;
  emoji: string;
  sessionId: string;
};

/** What somebody who reacts signs, as a text of kind `reaction` (`signed-text.ts`): canonical JSON. */
export const reactionText = ({
  cid,
  messageId,
  author,
  original,
  from,
  emoji,
  sessionId,
}: SaidByReaction): string =>
  canonicalJson({ v: 1, cid, messageId, author, original, from, emoji, sessionId });
