import { useEffect } from 'react';
import type { Channel, LocalMessage } from 'stream-chat';
import { useChannelActionContext, useChannelStateContext } from 'stream-chat-react';
import { goTo, useAddress } from './use-address.ts';

/** Opens and closes the thread as the address says; where its message is not to be had, the address goes back to the conversation. */
export const AddressedThread = () => {
  const { channel, thread } = useChannelStateContext('AddressedThread');
  const { openThread, closeThread } = useChannelActionContext('AddressedThread');
  const { cid, thread: wanted } = useAddress();
  const isHere = cid === channel.cid;
  const openId = thread?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the vendor's two functions are new each time and do the same
  useEffect(() => {
    if (!isHere || wanted === openId) return;
    if (wanted === undefined) return closeThread();
    let isWanted = true;
    findMessage(channel, wanted).then(
      (message) => isWanted && openThread(message),
      () => isWanted && goTo({ cid: channel.cid }),
    );
    return () => {
      isWanted = false;
    };
  }, [channel, isHere, wanted, openId]);
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
