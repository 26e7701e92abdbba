import { useChannelTitle, useLastMessage } from '@sealed-stream/secure-chat/react';
import {
  type ChannelListItemLabelConfig,
  ChannelListItemUI,
  type ChannelListItemUIProps,
} from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** A row of the list with its last message decrypted. The vendor's row would show, and read out, ciphertext. */
export const ChannelRow = (props: ChannelListItemUIProps) => {
  const shown = useLastMessage(props.channel);
  const { onlyYou } = useChatTexts().list;
  const title = useChannelTitle(props.channel);
  return (
    <ChannelListItemUI
      {...props}
      {...(shown && { lastMessage: shown })}
      displayTitle={title ?? onlyYou}
      accessibleLabelConfig={NAMED_BY_CONTENT}
    />
  );
};

/** No label of its own: a row is then named by what it shows, and can be called by that. */
const NAMED_BY_CONTENT: ChannelListItemLabelConfig = { build: () => '' };
