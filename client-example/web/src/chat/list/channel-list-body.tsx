import { isInvitation } from '@sealed-stream/secure-chat/react';
import { ChannelListUI, type ChannelListUIProps, useChannelListContext } from 'stream-chat-react';
import { Invitations } from '../invitations/invitations.tsx';
import { EmptyState } from '../parts/empty-state.tsx';

/** Invitations in a line of their own; then the rows, or words when there are none: those must not stand inside the list box, which may hold rows only. */
export const ChannelListBody = (props: ChannelListUIProps) => {
  const isEmpty = !props.loading && !props.error && props.loadedChannels?.length === 0;
  const { channels } = useChannelListContext();
  return (
    <>
      <Invitations channels={channels.filter((channel) => !channel.disconnected && isInvitation(channel))} />
      {isEmpty ? <EmptyState listType="channel" /> : <ChannelListUI {...props} />}
    </>
  );
};
