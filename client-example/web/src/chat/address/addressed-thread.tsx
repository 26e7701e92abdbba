import type { Channel, LocalMessage } from 'stream-chat';
import { useChannelActionContext, useChannelStateContext } from 'stream-chat-react';
import { goTo, useAddress } from './use-address.ts';
import { useFollowedThread } from './use-followed-thread.ts';

/** Opens and closes the thread as the address says; where its message is not to be had, the address goes back to the conversation. */
export const AddressedThread = () => {
  const { channel, thread } = useChannelStateContext('AddressedThread');
  const { openThread, closeThread } = useChannelActionContext('AddressedThread');
  const { cid, thread: wanted } = useAddress();
  const isHere = cid === channel.cid;
  useFollowedThread({
    wanted: isHere ? wanted : thread?.id,
    open: thread?.id,
    find: (id) => findMessage(channel, id),
    openThread,
    closeThread,
    giveUp: () => goTo({ cid: channel.cid }),
  });
  return null;
};

/** Rejects when there is no such message here. */
const findMessage = async (channel: Channel, id: string): Promise<LocalMessage> => {
  const loaded = channel.state.messages.find((message) => message.id === id);
  if (loaded) return loaded;
  const { message } = await channel.getClient().getMessage(id);
  if (message.cid !== channel.cid) throw new Error('The message is of another conversation.');
  return channel.state.formatMessage(message);
};
