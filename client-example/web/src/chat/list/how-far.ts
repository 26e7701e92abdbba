import type { LocalMessage } from 'stream-chat';
import type { ChannelListItemUIProps } from 'stream-chat-react';

type HowFar = { messageDeliveryStatus?: ChannelListItemUIProps['messageDeliveryStatus'] };

/**
 * What a row's sign says of a message that has not gone: a clock while it is on its way, no sign when it is kept back or has failed. The vendor would say how far an earlier message
 * has come. Of one that has gone the vendor knows.
 */
export const howFar = (last: Pick<LocalMessage, 'status'> | undefined): HowFar => {
  if (last?.status === 'sending')
    return { messageDeliveryStatus: 'sending' as HowFar['messageDeliveryStatus'] };
  return last?.status === 'failed' ? { messageDeliveryStatus: undefined } : {};
};
