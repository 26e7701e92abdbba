import { useCallback, useEffect, useState } from 'react';
import type { SafetyNumber } from '../contacts/safety-number.ts';
import { useSecureChat } from './secure-chat-context.ts';

export type SafetyNumberView = {
  safetyNumber: SafetyNumber | null;
  error: unknown;
  isLoading: boolean;
  retry: () => void;
};

type Outcome = { of: string; attempt: number; safetyNumber: SafetyNumber | null; error: unknown };

/** The safety number with somebody, found anew each time it is shown: the keys may be others by then. */
export const useSafetyNumber = (userId: string): SafetyNumberView => {
  const chat = useSecureChat();
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    let isWanted = true;
    const settle = (found: Pick<Outcome, 'safetyNumber' | 'error'>) => {
      if (isWanted) setOutcome({ of: userId, attempt, ...found });
    };
    chat.safetyNumber(userId).then(
      (safetyNumber) => settle({ safetyNumber, error: null }),
      (error) => settle({ safetyNumber: null, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [chat, userId, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const current = outcome?.of === userId ? outcome : null;
  return {
    safetyNumber: current?.safetyNumber ?? null,
    error: current?.error ?? null,
    isLoading: current?.attempt !== attempt,
    retry,
  };
};
