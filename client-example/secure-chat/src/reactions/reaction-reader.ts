import type { LocalMessage, MessageResponse, ReactionResponse } from 'stream-chat';
import type { ReactionEmoji } from '../../../../shared/contract/reaction.ts';
import { createOnceAtATime } from '../platform/once-at-a-time.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import {
  couldRead,
  type HandedOver,
  type ReactedTo,
  reactorOf,
  sealedOf,
  type Verifying,
  verifyReaction,
} from './verify-reaction.ts';

type StreamMessage = MessageResponse | LocalMessage;

/** One emoji under a message, and who has signed that they reacted with it. */
export type MessageReaction = {
  emoji: ReactionEmoji;
  /** Chat user ids, each once. */
  userIds: readonly string[];
  isOwn: boolean;
  /**
   * Stream counts more of these than it has handed over. Nobody has signed that count: say that there may be more (`9+`), never how many, and ask `whoReacted`.
   */
  hasMore: boolean;
};

/** Somebody who has signed that they reacted. */
export type Reactor = { userId: string; emoji: ReactionEmoji };

export type ReactionReading = Verifying & {
  userId: string;
  /** Of a message as it was read; undefined when it is not read, or cannot be. */
  reactedTo: (message: StreamMessage) => ReactedTo | undefined;
  runInSlices: RunInSlices;
};

export type ReactionReader = {
  /** What was verified before, at once. */
  peek: (message: StreamMessage) => MessageReaction[];
  /** Verifies what has not been looked at, and answers as `peek` then does. */
  read: (message: StreamMessage) => Promise<MessageReaction[]>;
  /** Of these, which may be all of a message, those that verify. */
  verified: (message: StreamMessage, reactions: readonly ReactionResponse[]) => Promise<Reactor[]>;
};

/** So many are remembered; those looked at first are forgotten first. */
const MOST_REMEMBERED = 5_000;

/** Reads the reactions to messages of one channel, each once. Nothing of it rejects. */
export const createReactionReader = (reading: ReactionReading): ReactionReader => {
  const { userId: ownId, epochs, reactedTo, runInSlices } = reading;
  const looked = new Map<string, ReactionEmoji | null>();
  const once = createOnceAtATime<void>();
  const look = async (key: string, one: HandedOver): Promise<void> => {
    const found = await verifyReaction(reading, one);
    if (found === 'later') return;
    looked.set(key, found);
    for (const oldest of looked.keys()) if (looked.size > MOST_REMEMBERED) looked.delete(oldest);
  };
  const known = (to: ReactedTo, reactions: readonly ReactionResponse[]): Reactor[] =>
    reactions.flatMap((reaction) => {
      const emoji = looked.get(keyOf({ to, reaction }));
      const userId = reactorOf(reaction) ?? '';
      const reactedIn = sealedOf(reaction)?.sealed_session ?? '';
      return emoji && couldRead(epochs(), { userId, reactedIn, messageIn: to.sessionId })
        ? [{ userId, emoji }]
        : [];
    });
  const lookAtAll = (to: ReactedTo, reactions: readonly ReactionResponse[]) =>
    Promise.all(
      reactions
        .map((reaction) => ({ to, reaction }))
        .filter((one) => !looked.has(keyOf(one)))
        .map((one) => once(keyOf(one), () => runInSlices(() => look(keyOf(one), one)))),
    );
  const peek: ReactionReader['peek'] = (message) => {
    const to = reactedTo(message);
    if (!to) return [];
    const handed = handedOver(message);
    const reactors = known(to, handed);
    const emojis = [...new Set(reactors.map(({ emoji }) => emoji))];
    return emojis.map((emoji) => {
      const userIds = [...new Set(reactors.filter((one) => one.emoji === emoji).map(({ userId }) => userId))];
      const types = handed
        .filter((reaction) => looked.get(keyOf({ to, reaction })) === emoji)
        .map(({ type }) => type);
      const hasMore = types.some((type) => countedOf(message, type) > handedOf(handed, type));
      return { emoji, userIds, isOwn: userIds.includes(ownId), hasMore };
    });
  };
  return {
    peek,
    read: async (message) => {
      const to = reactedTo(message);
      if (!to) return [];
      await lookAtAll(to, handedOver(message));
      return peek(message);
    },
    verified: async (message, reactions) => {
      const to = reactedTo(message);
      if (!to) return [];
      await lookAtAll(to, reactions);
      const found = known(to, reactions);
      return [...new Map(found.map((one) => [`${one.emoji}/${one.userId}`, one])).values()];
    },
  };
};

const keyOf = ({ to: { messageId, author, original }, reaction }: HandedOver): string => {
  const { type, sealed_session, signature } = reaction as ReactionResponse & Record<string, unknown>;
  return JSON.stringify([messageId, author, original, reactorOf(reaction), type, sealed_session, signature]);
};

/** What stands with the message: the latest, and one's own, which may be older. */
const handedOver = ({ latest_reactions, own_reactions }: StreamMessage): ReactionResponse[] => {
  const all = [...(latest_reactions ?? []), ...(own_reactions ?? [])];
  return [...new Map(all.map((reaction) => [`${reaction.type}/${reactorOf(reaction)}`, reaction])).values()];
};

const handedOf = (handed: readonly ReactionResponse[], type: string): number =>
  handed.filter((reaction) => reaction.type === type).length;

const countedOf = ({ reaction_groups }: StreamMessage, type: string): number =>
  Number(reaction_groups?.[type]?.count) || 0;
