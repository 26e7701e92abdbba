import type { Channel, LocalMessage, MessageResponse, ReactionResponse } from 'stream-chat';
import {
  isReactionEmoji,
  type ReactionEmoji,
  reactionText,
  type SealedReaction,
} from '../../../../shared/contract/reaction.ts';
import type { Author } from '../authors/author.ts';
import { authorKeyIn, sameSession, type VerifiedEpoch } from '../epochs/trusted-epoch.ts';
import { SecureChatError, type SecurityNotice, SecurityNoticeError } from '../errors.ts';
import type { ReactionReader, ReactionReading, Reactor } from './reaction-reader.ts';
import { type ReactedTo, reactorOf, sealedOf } from './verify-reaction.ts';

type StreamMessage = MessageResponse | LocalMessage;

export type Reacting = Pick<ReactionReading, 'userId' | 'epochs' | 'aliases'> & {
  channel: Channel;
  author: Author;
  notice: () => SecurityNotice | null;
  /** Reads a message; undefined when it cannot be read here. */
  reactedTo: (message: StreamMessage) => Promise<ReactedTo | undefined>;
  reader: ReactionReader;
};

/** Reactions of one open channel; see `EncryptedChannel`. */
export type Reactions = {
  react: (messageId: string, emoji: string) => Promise<void>;
  unreact: (messageId: string, emoji: string) => Promise<void>;
  whoReacted: (messageId: string, emoji?: string) => Promise<Reactor[]>;
};

/** As many reactions as are fetched at once, and of one message in all. */
const PAGE = 100;
const MOST_FETCHED = 1_000;

export const createReactions = (reacting: Reacting): Reactions => {
  const { channel, author, userId, reader } = reacting;
  return {
    react: async (messageId, emoji) => {
      const wanted = known(emoji);
      demandNoNotice(reacting);
      const { message, to } = await readHere(reacting, messageId);
      const own = await reader.read(message);
      if (own.some((one) => one.isOwn && one.emoji === wanted)) return;
      const epoch = epochToReactIn(reacting, to.sessionId);
      const sessionId = epoch.encryptionSessionId;
      const said = { ...to, cid: channel.cid, from: userId, emoji: wanted, sessionId };
      const { signature } = await author.sign('reaction', reactionText(said));
      const sealed = { type: await aliasIn(reacting, epoch, wanted), sealed_session: sessionId, signature };
      await channel.sendReaction(messageId, sealed satisfies SealedReaction);
    },
    unreact: async (messageId, emoji) => {
      const wanted = known(emoji);
      const { message } = await readHere(reacting, messageId);
      const types = await ownTypes(reacting, message, wanted);
      for (const type of types.size > 0 ? types : await ownTypesAtStream(reacting, messageId, wanted))
        await channel.deleteReaction(messageId, type).catch(unlessGone);
    },
    whoReacted: async (messageId, emoji) => {
      const { message } = await readHere(reacting, messageId);
      const reactors = await reader.verified(message, await fetchAll(channel, messageId));
      return emoji === undefined ? reactors : reactors.filter((one) => one.emoji === emoji);
    },
  };
};

/** Throws `SecureChatError` `REACTION_UNKNOWN`. */
const known = (emoji: string): ReactionEmoji => {
  if (!isReactionEmoji(emoji)) throw new SecureChatError('REACTION_UNKNOWN');
  return emoji;
};

const demandNoNotice = ({ notice }: Reacting): void => {
  const standing = notice();
  if (standing) throw new SecurityNoticeError(standing);
};

/** A message, and what was read of it. Throws `SecureChatError` `REACTION_UNREADABLE`, and what Stream throws. */
const readHere = async ({ channel, reactedTo }: Reacting, messageId: string) => {
  const message = held(channel, messageId) ?? (await channel.getClient().getMessage(messageId)).message;
  const to = await reactedTo(message);
  if (!to) throw new SecureChatError('REACTION_UNREADABLE');
  return { message, to };
};

const held = ({ state }: Channel, messageId: string): LocalMessage | undefined =>
  state.findMessage(messageId) ??
  Object.values(state.threads)
    .flat()
    .find(({ id }) => id === messageId);

/**
 * The message's own epoch; the newest for somebody who is let read it but was no reader when it was made, or whose author key is another one since. Throws
 * `SecureChatError` `NO_ACCESS`.
 */
const epochToReactIn = (
  { epochs, userId, author }: Pick<Reacting, 'epochs' | 'userId' | 'author'>,
  messageIn: string,
): VerifiedEpoch => {
  const all = epochs();
  const own = all.find(sameSession({ encryptionSessionId: messageIn }));
  const found = [own, all.at(-1)].find((epoch) => epoch && authorKeyIn(epoch, userId) === author.authorKey);
  if (!found) throw new SecureChatError('NO_ACCESS');
  return found;
};

const aliasIn = async (
  { aliases }: Pick<Reacting, 'aliases'>,
  { reactionKey }: VerifiedEpoch,
  emoji: ReactionEmoji,
): Promise<string> => {
  const found = [...(await aliases(reactionKey))].find(([, one]) => one === emoji);
  return found?.[0] ?? '';
};

/** Under which types Stream has this user's reaction of this emoji: one for each epoch that it was made in. */
const ownTypes = async (reacting: Reacting, message: StreamMessage, emoji: ReactionEmoji) => {
  const types = new Set<string>();
  for (const reaction of [...(message.own_reactions ?? []), ...(message.latest_reactions ?? [])])
    if (await isOwn(reacting, reaction, emoji)) types.add(reaction.type);
  return types;
};

/** What is held may not have one's own. */
const ownTypesAtStream = async (reacting: Reacting, messageId: string, emoji: ReactionEmoji) =>
  ownTypes(reacting, (await reacting.channel.getClient().getMessage(messageId)).message, emoji);

const isOwn = async (
  { userId, epochs, aliases }: Reacting,
  reaction: ReactionResponse,
  emoji: ReactionEmoji,
): Promise<boolean> => {
  const encryptionSessionId = sealedOf(reaction)?.sealed_session ?? '';
  const epoch = epochs().find(sameSession({ encryptionSessionId }));
  if (!epoch || reactorOf(reaction) !== userId) return false;
  return (await aliases(epoch.reactionKey)).get(reaction.type) === emoji;
};

/** Stream's answer for a reaction it does not have (stream.md section 3). */
const unlessGone = (error: unknown): void => {
  if ((error as { code?: unknown } | null)?.code !== 16) throw error;
};

const fetchAll = async (channel: Channel, messageId: string): Promise<ReactionResponse[]> => {
  const all: ReactionResponse[] = [];
  while (all.length < MOST_FETCHED) {
    const { reactions } = await channel.getReactions(messageId, { limit: PAGE, offset: all.length });
    all.push(...reactions);
    if (reactions.length < PAGE) break;
  }
  return all;
};
