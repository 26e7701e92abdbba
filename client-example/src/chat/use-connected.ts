import { useCallback, useEffect, useState } from 'react';
import type { SecureChat } from '../secure-chat/create-secure-chat.ts';
import { problemWords } from './problem-words.ts';

type Outcome = { isDone: boolean; problem?: string };

/** Connects to Stream; `problem` says in words why it could not. */
export const useConnected = (chat: SecureChat): Outcome & { retry: () => void } => {
  const [outcome, setOutcome] = useState<Outcome>({ isDone: chat.stream.userID !== undefined });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a failure
  useEffect(() => {
    let isWanted = true;
    const settle = (next: Outcome) => isWanted && setOutcome(next);
    settle({ isDone: chat.connectionState() === 'online' });
    chat.connect().then(
      () => settle({ isDone: true }),
      (error) => settle({ isDone: false, problem: problemWords(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [chat, attempt]);
  return { ...outcome, retry };
};
