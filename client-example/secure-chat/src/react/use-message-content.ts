import { useMemo, useSyncExternalStore } from 'react';
import type { LocalMessage } from 'stream-chat';
import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import { comparedToQuoted } from '../messages/quoted.ts';
import type { UnreadableReason } from '../messages/unreadable-reason.ts';
import { type MessageContent, messageToShow } from './messages/message-to-show.ts';
import type { OwnWord } from './messages/own-words.ts';
import { useSecureChat, useShared } from './secure-chat-context.ts';
import type { Texts } from './texts/english.ts';
import { useTexts } from './texts-context.ts';
import { useReadMessage } from './use-read-message.ts';

export type ShownContent = {
  /** For {@link messageToShow}: words that were verified, one's own on their way, or what stands for them meanwhile. */
  content: MessageContent;
  /** The content is no words of anybody: offer nothing to copy, quote or edit. */
  isDecrypting: boolean;
  /** Why there are no words: show a stub that says so. */
  unreadable?: UnreadableReason;
  /** An own message on its way, or new words for one: how far its files are, where it stands in the outbox, or why it is not in it. */
  own?: OwnWord;
};

const NOTHING: MessageContent = { text: '' };

/** What to show of a message of the list. */
export const useMessageContent = (channel: EncryptedChannel, message: LocalMessage): ShownContent => {
  const { stream } = useSecureChat();
  const { ownWords } = useShared();
  const { messages } = useTexts();
  const own = useOwnWord(message.id);
  const isUnsent = ownWords.isUnsent(message);
  const read = useReadMessage(channel, isUnsent ? null : message);
  const isOwn = message.user?.id === stream.userID;
  return useMemo(() => {
    if (isUnsent && own) return { content: own, isDecrypting: false, own };
    if (own?.waiting?.kind === 'edit' && isOwn)
      return { content: editedContent(own, read), isDecrypting: false, own };
    if (!read && own && isOwn) return { content: own, isDecrypting: false };
    if (!read) return { content: { text: messages.decrypting }, isDecrypting: true };
    if (read.kind === 'message') return { content: read, isDecrypting: false };
    if (read.kind === 'unreadable') return { content: NOTHING, isDecrypting: false, unreadable: read.reason };
    return { content: NOTHING, isDecrypting: false };
  }, [isUnsent, own, read, isOwn, messages]);
};

/** A message at Stream with the new words that wait for it. */
const editedContent = ({ waiting }: OwnWord, read: ReadMessage | undefined): MessageContent => {
  const before = read?.kind === 'message' ? read : NOTHING;
  return {
    ...before,
    text: waiting?.text ?? before.text,
    attachments: waiting?.attachments ?? before.attachments ?? [],
  };
};

/**
 * The message quoted by this one, as it may be shown; null when its author quotes none. What Stream hands over beside it is shown only if it is what the author quoted; words that
 * have changed since are marked, and of another message that has its id now nothing is shown.
 */
export const useQuotedMessage = (channel: EncryptedChannel, message: LocalMessage): LocalMessage | null => {
  const { ownWords } = useShared();
  const { messages } = useTexts();
  const isOwnQuote = ownWords.isUnsent(message);
  const answer = useReadMessage(channel, isOwnQuote ? null : message);
  const reference = answer?.kind === 'message' ? answer.quoted : undefined;
  const beside = message.quoted_message as LocalMessage | null | undefined;
  const isMeant = isOwnQuote || beside?.id === reference?.id;
  const quoted = isMeant ? beside : reference && channel.stream.state.findMessage(reference.id);
  const read = useReadMessage(channel, quoted);
  return useMemo(() => {
    if (isOwnQuote) return (quoted && shownQuote(quoted, read, undefined, messages)) ?? null;
    if (!reference) return null;
    return quoted ? shownQuote(quoted, read, reference, messages) : quoteAway(reference, messages);
  }, [quoted, read, reference, isOwnQuote, messages]);
};

/** Nobody's name stands at it. */
const quoteAway = ({ id }: MessageReference, { quoteAway: text }: Texts['messages']): LocalMessage =>
  messageToShow({ id, type: 'regular' } as LocalMessage, { text });

/** `reference`: what its author saw; undefined for a message on its way, whose quote is the copy this screen made of a verified one. */
const shownQuote = (
  quoted: LocalMessage,
  read: ReadMessage | undefined,
  reference: MessageReference | undefined,
  messages: Texts['messages'],
): LocalMessage => {
  if (!reference && read?.kind !== 'message') return quoted;
  if (!read) return messageToShow(quoted, { text: messages.decrypting });
  if (read.kind === 'deleted') return messageToShow(quoted, { text: messages.deleted });
  if (read.kind !== 'message') return messageToShow(quoted, { text: messages.notShown });
  const compared = reference ? comparedToQuoted(read, reference) : 'same';
  if (reference && compared === 'another') return quoteAway(reference, messages);
  const isEdited = compared === 'edited';
  return messageToShow(quoted, isEdited ? { ...read, text: messages.changedSinceQuoted(read.text) } : read);
};

/** What was written here under this message id, if anything. */
const useOwnWord = (messageId: string): OwnWord | undefined => {
  const { ownWords } = useShared();
  const get = () => ownWords.get(messageId);
  return useSyncExternalStore(ownWords.subscribe, get, get);
};
