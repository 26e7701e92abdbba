import { useChannelTitle, useLastMessage } from '@sealed-stream/secure-chat/react';
import {
  type ChannelListItemLabelConfig,
  ChannelListItemUI,
  type ChannelListItemUIProps,
} from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useOpenConversation } from '../address/use-address.ts';
import { useBeingRead } from '../unread/reading-pace.ts';
import { howFar } from './how-far.ts';

/** A row of the list with its last message decrypted. The vendor's row would show, and read out, ciphertext. */
export const ChannelRow = (props: ChannelListItemUIProps) => {
  const shown = useLastMessage(props.channel);
  const { onlyYou } = useChatTexts().list;
  const isBeingRead = useBeingRead(({ cid }) => cid === props.channel.cid);
  const open = useOpenConversation();
  const title = useChannelTitle(props.channel);
  return (
    <ChannelListItemUI
      {...props}
      onSelect={() => open(props.channel)}
      {...(shown && { lastMessage: shown })}
      {...(isBeingRead && { unread: 0 })}
      {...howFar(props.channel.state.latestMessages.at(-1))}
      displayTitle={title ?? onlyYou}
      accessibleLabelConfig={NAMED_BY_CONTENT}
    />
  );
};

/** No label of its own: a row is then named by what it shows, and can be called by that. */
const NAMED_BY_CONTENT: ChannelListItemLabelConfig = { build: () => '' };
