import { isInvitation } from '@sealed-stream/secure-chat/react';
import { ChannelListUI, type ChannelListUIProps, useChannelListContext } from 'stream-chat-react';
import { Invitations } from '../invitations/invitations.tsx';
import { EmptyState } from '../parts/empty-state.tsx';

/** Invitations in a line of their own; then the rows, or words when there are none: those must not stand inside the list box, which may hold rows only. */
export const ChannelListBody = (props: ChannelListUIProps) => {
  const hasRows = (props.loadedChannels?.length ?? 0) > 0;
  const isEmpty = !props.loading && !props.error && !hasRows;
  // What is there stays while it is loaded anew, also when that fails.
  const { loading = false, error = null } = hasRows ? {} : props;
  const { channels } = useChannelListContext();
  return (
    <>
      <Invitations channels={channels.filter((channel) => !channel.disconnected && isInvitation(channel))} />
      {isEmpty ? (
        <EmptyState listType="channel" />
      ) : (
        <ChannelListUI {...props} loading={loading} error={error} />
      )}
    </>
  );
};
