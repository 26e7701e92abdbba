import { type ReactNode, useEffect, useMemo } from 'react';
import { ChannelActionProvider, useChannelActionContext, useChannelStateContext } from 'stream-chat-react';
import { createReadingPace, useBeingRead } from './reading-pace.ts';

/**
 * Tells Stream steadily how far the person has read. The vendor's own throttle forgets what arrives within half a second of the last call, so that after a burst the
 * open conversation would keep its number; and it may ask more often than Stream allows.
 */
export const SteadyReading = ({ children }: { children: ReactNode }) => {
  const actions = useChannelActionContext('SteadyReading');
  const { channel } = useChannelStateContext('SteadyReading');
  const { markRead } = actions;
  const pace = useMemo(
    () =>
      createReadingPace({
        tell: () => !channel.disconnected && markRead(),
        onWaiting: (isWaiting) => useBeingRead.setState({ cid: isWaiting ? channel.cid : null }),
      }),
    [channel, markRead],
  );
  useEffect(() => pace.stop, [pace]);
  const value = useMemo(() => ({ ...actions, markRead: pace.read }), [actions, pace]);
  return <ChannelActionProvider value={value}>{children}</ChannelActionProvider>;
};
