import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { useCallback, useEffect, useState } from 'react';
import { useChatServices } from '../chat-services.tsx';

export type Opening =
  | { state: 'opening' }
  | { state: 'open'; encrypted: EncryptedChannel }
  | { state: 'failed'; error: unknown };

/** Opens an encrypted channel; `retry` tries again after a failure. */
export const useOpenChannel = (cid: string): Opening & { retry: () => void } => {
  const { openChannels } = useChatServices();
  const [outcome, setOutcome] = useState<{ cid: string; opening: Opening } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setOutcome(null);
    setAttempt((count) => count + 1);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a failure
  useEffect(() => {
    let isWanted = true;
    const settle = (opening: Opening) => isWanted && setOutcome({ cid, opening });
    openChannels.open(cid).then(
      (encrypted) => settle({ state: 'open', encrypted }),
      (error) => settle({ state: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [openChannels, cid, attempt]);
  const opened = openChannels.peek(cid);
  if (opened) return { state: 'open', encrypted: opened, retry };
  return { ...(outcome?.cid === cid ? outcome.opening : { state: 'opening' as const }), retry };
};
