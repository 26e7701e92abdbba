import { useCallback, useEffect, useState } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { useShared } from './secure-chat-context.ts';

export type ChannelOpening =
  | { state: 'opening' }
  | { state: 'open'; channel: EncryptedChannel }
  | { state: 'failed'; error: unknown };

/**
 * Opens an encrypted channel by its `cid`, once for all who ask, and attends to it while it is on the screen; `retry` tries again after a failure.
 * Connects first where that has not been done. Not for the rows of a list, for each would ask the registry: see {@link useLastMessage}.
 */
export const useEncryptedChannel = (cid: string): ChannelOpening & { retry: () => void } => {
  const opening = useOpenedChannel(cid);
  const channel = opening.state === 'open' ? opening.channel : undefined;
  useEffect(() => channel?.attend(), [channel]);
  return opening;
};

/** The same without attending. */
export const useOpenedChannel = (cid: string): ChannelOpening & { retry: () => void } => {
  const { openChannels } = useShared();
  const [outcome, setOutcome] = useState<{ cid: string; opening: ChannelOpening } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setOutcome(null);
    setAttempt((count) => count + 1);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a failure
  useEffect(() => {
    let isWanted = true;
    const settle = (opening: ChannelOpening) => isWanted && setOutcome({ cid, opening });
    openChannels.open(cid).then(
      (channel) => settle({ state: 'open', channel }),
      (error) => settle({ state: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [openChannels, cid, attempt]);
  const opened = openChannels.peek(cid);
  if (opened) return { state: 'open', channel: opened, retry };
  return { ...(outcome?.cid === cid ? outcome.opening : { state: 'opening' as const }), retry };
};

/** The encrypted channels opened so far: for the composer's set-up and other work outside of a component. */
export const useOpenChannels = () => useShared().openChannels;
