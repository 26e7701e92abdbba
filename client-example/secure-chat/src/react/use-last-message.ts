import type { Channel, LocalMessage } from 'stream-chat';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import { messageToShow } from './messages/message-to-show.ts';
import { UNSENT_CHANGED } from './messages/unsent-in-channel.ts';
import { useShared } from './secure-chat-context.ts';
import { unsentWords } from './texts/unsent-words.ts';
import { useTexts } from './texts-context.ts';
import { useOpenedChannel } from './use-encrypted-channel.ts';
import { useReadMessage } from './use-read-message.ts';
import { useRedrawOn } from './use-redraw-on.ts';

/** Events after which the last message may be another one. */
const CHANGES = [
  'message.new',
  'message.updated',
  'message.deleted',
  'channel.truncated',
  'connection.recovered',
  UNSENT_CHANGED,
] as const;

/** What is kept back or has failed is said in our words: Stream's interfaces say of both that they failed. */
const isOnItsWay = ({ state }: OutboxEntry): boolean => state === 'waiting' || state === 'sending';

/** The last message of a channel as a list of channels may show it, decrypted or with words in its place. Opens the channel. */
export const useLastMessage = (channel: Channel): LocalMessage | undefined => {
  useRedrawOn(CHANGES);
  const { chat, ownWords } = useShared();
  const texts = useTexts();
  const { messages } = texts;
  const last = channel.state.latestMessages.at(-1);
  const opening = useOpenedChannel(channel.cid);
  const own = last && ownWords.isUnsent(last) ? ownWords.get(last.id) : undefined;
  const opened = opening.state === 'open' ? opening.channel : undefined;
  const read = useReadMessage(opened, own ? null : last);
  if (!last) return undefined;
  const waiting = own?.waiting && !isOnItsWay(own.waiting) ? unsentWords(own.waiting, texts) : null;
  if (waiting !== null) return { ...messageToShow(last, { text: waiting }), status: 'received' };
  if (own) return messageToShow(last, own);
  if (opening.state === 'failed') return messageToShow(last, { text: messages.unreadableHere });
  const known = last.user?.id === chat.stream.userID ? ownWords.get(last.id) : undefined;
  if (!read) return messageToShow(last, known ?? { text: messages.decrypting });
  if (read.kind === 'message') return messageToShow(last, read);
  if (read.kind === 'deleted') return messageToShow(last, { text: '' });
  return messageToShow(last, { text: read.kind === 'system' ? messages.ofTheService : messages.notShown });
};
