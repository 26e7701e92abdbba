import { useEffect, useState } from 'react';
import type { Channel, StreamChat } from 'stream-chat';
import { useChatContext } from 'stream-chat-react';
import { useChatServices } from '../services/chat-services.tsx';
import { useAddress } from './use-address.ts';

export type AddressedChannel =
  | { state: 'none' | 'looking' | 'missing' }
  | { state: 'found'; channel: Channel }
  | { state: 'failed'; error: unknown; retry: () => void };

type Outcome = { cid: string; state: 'missing' } | { cid: string; state: 'failed'; error: unknown };

/** Makes the conversation of the address the open one. `missing`: there is none, or this user is not in it; the two look the same from outside. */
export const useAddressedChannel = (): AddressedChannel => {
  const { chat, encryptedChannelTypes } = useChatServices();
  const { channel, setActiveChannel } = useChatContext('useAddressedChannel');
  const { cid } = useAddress();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [attempt, setAttempt] = useState(0);
  const openCid = channel?.cid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a failure
  useEffect(() => {
    setOutcome(null);
    if (cid === openCid) return;
    if (cid === undefined) return void setActiveChannel(undefined);
    let isWanted = true;
    findOwn(chat.stream, encryptedChannelTypes, cid).then(
      (found) => isWanted && (found ? setActiveChannel(found) : setOutcome({ cid, state: 'missing' })),
      (error: unknown) => isWanted && setOutcome({ cid, state: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [chat, encryptedChannelTypes, cid, openCid, setActiveChannel, attempt]);
  if (cid === undefined) return { state: 'none' };
  if (channel && openCid === cid) return { state: 'found', channel };
  if (outcome?.cid !== cid) return { state: 'looking' };
  if (outcome.state === 'missing') return { state: 'missing' };
  return { state: 'failed', error: outcome.error, retry: () => setAttempt((count) => count + 1) };
};

/** Null when there is none of this name that the user is in. Asks without creating anything. */
const findOwn = async (
  stream: StreamChat,
  types: readonly string[],
  cid: string,
): Promise<Channel | null> => {
  const known = stream.activeChannels[cid];
  if (known?.initialized && !known.disconnected) return known;
  if (!types.some((type) => cid.startsWith(`${type}:`))) return null;
  const filter = { cid: { $in: [cid] }, members: { $in: [stream.userID ?? ''] } };
  const [found] = await stream.queryChannels(
    filter,
    {},
    { limit: 1, state: true, watch: true, presence: true },
  );
  return found ?? null;
};
