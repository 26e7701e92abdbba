import { ChannelListUI, type ChannelListUIProps } from 'stream-chat-react';
import { EmptyState } from '../parts/empty-state.tsx';

/** The rows, or words when there are none: those must not stand inside the list box, which may hold rows only. */
export const ChannelListBody = (props: ChannelListUIProps) => {
  const isEmpty = !props.loading && !props.error && props.loadedChannels?.length === 0;
  return isEmpty ? <EmptyState listType="channel" /> : <ChannelListUI {...props} />;
};
