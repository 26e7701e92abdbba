import type { ReactionResponse } from 'stream-chat';
import { type ReactionEmoji, reactionText, sealedReaction } from '../../../../shared/contract/reaction.ts';
import type { VerifySigned } from '../authors/author.ts';
import type { FindAuthorKey } from '../epochs/encryption.ts';
import { sameSession, type VerifiedEpoch } from '../epochs/trusted-epoch.ts';
import type { EmojiByAlias } from './aliases.ts';

/** What reactions to messages of one channel are verified with. */
export type Verifying = {
  cid: string;
  /** Those this device has verified, oldest first. */
  epochs: () => readonly VerifiedEpoch[];
  findAuthorKey: FindAuthorKey;
  verify: VerifySigned;
  aliases: (reactionKey: string) => Promise<EmojiByAlias>;
};

/** A message that was read: who wrote it, the session it is encrypted with, and the hash of its signed text before any edit. */
export type ReactedTo = { messageId: string; author: string; sessionId: string; original: string };

/** What Stream hands over of a reaction, and the message that it was handed over with. */
export type HandedOver = { to: Omit<ReactedTo, 'sessionId'>; reaction: ReactionResponse };

/** Chat user id of who has reacted, by Stream's word; undefined when it gives two. */
export const reactorOf = ({ user, user_id }: ReactionResponse): string | undefined =>
  user && user_id && user.id !== user_id ? undefined : (user_id ?? user?.id);

/** The fields that its maker has sent, if it has the form of a sealed reaction. */
export const sealedOf = (reaction: ReactionResponse) => {
  const { type, sealed_session, signature } = reaction as ReactionResponse & Record<string, unknown>;
  return sealedReaction.safeParse({ type, sealed_session, signature }).data;
};

/**
 * The emoji of a reaction whose maker has signed it, for this message of this channel, with the author key that a verified epoch names for them. Null when it is
 * none, now and ever; `later` when its epoch is not verified here yet, or nobody tells the author key. Never rejects.
 */
export const verifyReaction = async (
  { cid, epochs, findAuthorKey, verify, aliases }: Verifying,
  { to: { messageId, author, original }, reaction }: HandedOver,
): Promise<ReactionEmoji | null | 'later'> => {
  const [sealed, from] = [sealedOf(reaction), reactorOf(reaction)];
  if (!sealed || from === undefined) return null;
  const { type, sealed_session: sessionId, signature } = sealed;
  const epoch = epochs().find(sameSession({ encryptionSessionId: sessionId }));
  if (!epoch) return 'later';
  const emoji = (await aliases(epoch.reactionKey)).get(type);
  if (emoji === undefined) return null;
  const found = await findAuthorKey(sessionId, from);
  if (found === 'not-theirs') return null;
  if (found === 'unknown-now' || !('authorKey' in found)) return 'later';
  const text = reactionText({ cid, messageId, author, original, from, emoji, sessionId });
  return (await verify('reaction', { text, signature }, found.authorKey)) ? emoji : null;
};

/**
 * Whether somebody who reacted in one epoch could read a message of another: their epoch is not before it, or they are readers of the message's, too. A message
 * gets into a later epoch when it is edited.
 */
export const couldRead = (
  epochs: readonly VerifiedEpoch[],
  { userId, reactedIn, messageIn }: { userId: string; reactedIn: string; messageIn: string },
): boolean => {
  const at = (encryptionSessionId: string) => epochs.findIndex(sameSession({ encryptionSessionId }));
  const message = epochs[at(messageIn)];
  if (!message || at(reactedIn) < 0) return false;
  return at(reactedIn) >= at(messageIn) || message.members.includes(userId);
};
