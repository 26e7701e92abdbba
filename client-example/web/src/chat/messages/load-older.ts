import { useCallback, useEffect, useState } from 'react';

/** So near to its top a list wants more; in CSS pixels. */
const NEAR = 100;

type Loading = {
  hasOlder: boolean;
  isLoading: boolean;
  loadOlder: () => void;
  count: number;
};

/**
 * As long as the top of the list is in sight, older messages load: the vendor asks only at the moment when the top comes into sight, and a short page may leave it there.
 * Answers the `scrollerRef` of the list.
 */
export const useLoadOlder = ({ hasOlder, isLoading, loadOlder, count }: Loading) => {
  const [list, setList] = useState<HTMLElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again after each page
  useEffect(() => {
    if (!list || !hasOlder || isLoading) return;
    const frame = requestAnimationFrame(() => {
      if (list.scrollTop <= NEAR) loadOlder();
    });
    return () => cancelAnimationFrame(frame);
  }, [list, hasOlder, isLoading, count]);
  return useCallback((element: unknown) => {
    setList(element instanceof HTMLElement ? element : null);
  }, []);
};
