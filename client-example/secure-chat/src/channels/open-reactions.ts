import type { Channel, LocalMessage, MessageResponse } from 'stream-chat';
import type { Author, VerifySigned } from '../authors/author.ts';
import type { EpochKeeper } from '../epochs/encryption.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import type { MessageReader } from '../messages/message-reader.ts';
import type { Platform } from '../platform/platform.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import { createAliases } from '../reactions/aliases.ts';
import { createReactions, type Reactions } from '../reactions/react.ts';
import { createReactionReader, type MessageReaction } from '../reactions/reaction-reader.ts';
import type { ReactedTo } from '../reactions/verify-reaction.ts';

export type OpenReactions = Reactions & {
  reactionsOf: (message: MessageResponse | LocalMessage) => Promise<MessageReaction[]>;
  peekReactions: (message: MessageResponse | LocalMessage) => MessageReaction[];
};

type Deps = {
  userId: string;
  author: Author;
  verify: VerifySigned;
  sha256: Platform['sha256'];
  reading: { runInSlices: RunInSlices };
  keeper: Pick<EpochKeeper, 'epochs' | 'notice' | 'invitation' | 'authorToRead'>;
  messages: Pick<MessageReader, 'read' | 'peek'>;
};

/** The reactions of an open channel; see `EncryptedChannel`. */
export const openReactions = (channel: Channel, { keeper, messages, ...deps }: Deps): OpenReactions => {
  const { epochs, notice, authorToRead } = keeper;
  const { userId, author, verify, sha256, reading } = deps;
  const aliases = createAliases(sha256);
  /** Of a message at Stream whose author is verified; of an invitation nothing is read. */
  const reactedTo = (read: ReadMessage | undefined): ReactedTo | undefined => {
    if (read?.kind !== 'message' || !read.proof || keeper.invitation()) return undefined;
    const { sessionId, original } = read.proof;
    return { messageId: read.id, author: read.from, sessionId, original };
  };
  const reader = createReactionReader({
    cid: channel.cid,
    userId,
    epochs,
    findAuthorKey: authorToRead,
    verify,
    aliases,
    runInSlices: reading.runInSlices,
    reactedTo: (message) => reactedTo(messages.peek(message)),
  });
  const reacting = { channel, author, userId, epochs, notice, aliases, reader };
  return {
    ...createReactions({
      ...reacting,
      reactedTo: async (message) => reactedTo(await messages.read(message)),
    }),
    reactionsOf: async (message) => {
      await messages.read(message);
      return reader.read(message);
    },
    peekReactions: reader.peek,
  };
};
