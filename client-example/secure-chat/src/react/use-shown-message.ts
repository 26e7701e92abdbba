import { useMemo } from 'react';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import type { MessageReaction } from '../reactions/reaction-reader.ts';
import { messageToShow } from './messages/message-to-show.ts';
import { useSecureChat } from './secure-chat-context.ts';
import { useTexts } from './texts-context.ts';
import { type ShownContent, useMessageContent, useQuotedMessage } from './use-message-content.ts';
import { useTwins } from './use-name-of.ts';
import { useReactions } from './use-reactions.ts';

export type ShownMessage = ShownContent & {
  /** The message as it may be drawn: hand the parts of Stream's interface this one, and never Stream's own. */
  shown: LocalMessage;
  /** Those that were verified. */
  reactions: readonly MessageReaction[];
};

/**
 * All that may be drawn of a message of the list: words, files, quote and reactions that were verified, or one's own on their way, under names that tell people of the
 * same name apart. `shownAt` says where decrypted files are.
 */
export const useShownMessage = (
  channel: EncryptedChannel,
  message: LocalMessage,
  shownAt?: (file: SealedFile) => string | undefined,
): ShownMessage => {
  const content = useMessageContent(channel, message);
  const quoted = useQuotedMessage(channel, message);
  const reactions = useReactions(channel, message);
  const ownId = useSecureChat().stream.userID;
  const calledOf = useToldApart();
  const [author, quotedAuthor] = [calledOf(message.user), calledOf(quoted?.user)];
  const shown = useMemo(() => {
    const quotedMessage = quoted && named(quoted, quotedAuthor);
    const around = { quotedMessage, reactions: { all: reactions, ownId } };
    return named(messageToShow(message, { ...content.content, ...around }, shownAt), author);
  }, [message, content.content, quoted, shownAt, author, quotedAuthor, reactions, ownId]);
  return { ...content, shown, reactions };
};

/** With the name above it that tells its author from others of the same name. */
const named = (message: LocalMessage, name: string | undefined): LocalMessage =>
  message.user && name ? { ...message, user: { ...message.user, name } } : message;

const useToldApart = () => {
  const twinOf = useTwins();
  const { toldApart } = useTexts().people;
  return (user: LocalMessage['user']): string | undefined => {
    const twin = user?.name ? twinOf(user.id, user.name) : null;
    return twin && user?.name ? toldApart(user.name, twin.idEndsIn) : user?.name;
  };
};
