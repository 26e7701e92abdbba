import { useCallback, useEffect, useState } from 'react';
import type { Comparisons } from '../contacts/comparisons.ts';
import { useSecureChat } from './secure-chat-context.ts';

export type ComparisonsView = Pick<Comparisons, 'note' | 'forget'> & {
  /** When this user compared safety numbers with somebody; null when not, undefined while that is looked up or cannot be. */
  comparedAt: (userId: string) => Date | null | undefined;
};

const NONE: ReadonlyMap<string, string | null> = new Map();

/** With whom of these people this user has compared safety numbers, looked up anew after each change. `note` and `forget` throw as those of `Comparisons` do. */
export const useComparisons = (userIds: readonly string[]): ComparisonsView => {
  const { comparisons } = useSecureChat();
  const [found, setFound] = useState(NONE);
  const listed = JSON.stringify(userIds);
  useEffect(() => {
    let looks = 0;
    const look = (): void => {
      const own = ++looks;
      comparisons.of(JSON.parse(listed) as string[]).then(
        (latest) => own === looks && setFound(latest),
        () => {},
      );
    };
    look();
    const stop = comparisons.subscribe(look);
    return () => {
      looks += 1;
      stop();
    };
  }, [comparisons, listed]);
  const comparedAt = useCallback(
    (userId: string) => {
      const at = found.get(userId);
      return at ? new Date(at) : at === null ? null : undefined;
    },
    [found],
  );
  const { note, forget } = comparisons;
  return { comparedAt, note, forget };
};
