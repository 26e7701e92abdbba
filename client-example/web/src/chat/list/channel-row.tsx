import type { Channel, LocalMessage } from 'stream-chat';
import {
  type ChannelListItemLabelConfig,
  ChannelListItemUI,
  type ChannelListItemUIProps,
} from 'stream-chat-react';
import { useChatServices } from '../chat-services.tsx';
import { useOpenChannel } from '../conversation/use-open-channel.ts';
import { useReadMessage } from '../messages/use-read-message.ts';
import { messageToShow } from '../messages/verified-message.ts';
import { useRedrawOn } from '../parts/use-redraw-on.ts';

/** A row of the list with its last message decrypted. The vendor's row would show, and read out, ciphertext. */
export const ChannelRow = (props: ChannelListItemUIProps) => {
  const last = useLastMessage(props.channel);
  const shown = useLastToShow(props.channel, last);
  return (
    <ChannelListItemUI
      {...props}
      {...(shown && { lastMessage: shown })}
      displayTitle={props.displayTitle ?? 'Only you'}
      accessibleLabelConfig={NAMED_BY_CONTENT}
    />
  );
};

/** No label of its own: a row is then named by what it shows, and can be called by that. */
const NAMED_BY_CONTENT: ChannelListItemLabelConfig = { build: () => '' };

/** Events after which the last message may be another one. After a reconnect the vendor's own row stays as it was. */
const CHANGES = [
  'message.new',
  'message.updated',
  'message.deleted',
  'channel.truncated',
  'connection.recovered',
] as const;

const useLastMessage = (channel: Channel): LocalMessage | undefined => {
  useRedrawOn(CHANGES);
  return channel.state.latestMessages.at(-1);
};

const useLastToShow = (channel: Channel, last: LocalMessage | undefined): LocalMessage | undefined => {
  const { ownWords, self } = useChatServices();
  const opening = useOpenChannel(channel.cid);
  const own = last && ownWords.isUnsent(last) ? ownWords.get(last.id) : undefined;
  const encrypted = opening.state === 'open' ? opening.encrypted : undefined;
  const read = useReadMessage(encrypted, own ? null : last);
  if (!last) return undefined;
  if (own) return messageToShow(last, own);
  const known = last.user?.id === self.id ? ownWords.get(last.id) : undefined;
  if (opening.state === 'failed') return messageToShow(last, { text: 'Cannot be read on this device' });
  if (!read) return messageToShow(last, known ?? { text: 'Decrypting…' });
  if (read.kind === 'message') return messageToShow(last, read);
  if (read.kind === 'deleted') return messageToShow(last, { text: '' });
  return messageToShow(last, {
    text: read.kind === 'system' ? 'Notice of the service' : 'Message not shown',
  });
};
