import { useCallback, useEffect, useRef, useState } from 'react';

/** So near to its end a list counts as there; in CSS pixels. */
const NEAR = 100;

type Loading = {
  hasOlder: boolean;
  /** What is loaded ends before the newest. */
  hasNewer: boolean;
  isLoading: boolean;
  loadOlder: () => void;
  count: number;
};

/**
 * What the vendor's list of rows leaves out of scrolling. It stays at the bottom when a row or the composer grows, or the window changes. And as long as its top is in sight, older messages
 * load: the vendor asks only at the moment when the top comes into sight, and a short page may leave it there.
 */
export const useListScrolling = ({ hasOlder, hasNewer, isLoading, loadOlder, count }: Loading) => {
  const [list, setList] = useState<HTMLElement | null>(null);
  const isAtBottom = useRef(true);
  const beginsAtEnd = useRef(true);
  beginsAtEnd.current = !hasNewer;
  const stay = useCallback(() => {
    if (list && isAtBottom.current) list.scrollTop = list.scrollHeight;
  }, [list]);
  useEffect(() => {
    if (!list) return;
    let before = beginsAtEnd.current ? 0 : Infinity;
    // Rows that grow take nobody away from the end: only who moves up leaves it.
    const look = () => {
      const { scrollTop, scrollHeight, clientHeight } = list;
      if (scrollHeight - scrollTop - clientHeight <= NEAR) isAtBottom.current = true;
      else if (scrollTop < before) isAtBottom.current = false;
      before = scrollTop;
    };
    const sizes = new ResizeObserver(stay);
    list.addEventListener('scroll', look, { passive: true });
    sizes.observe(list);
    return () => {
      list.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [list, stay]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again after each page
  useEffect(() => {
    if (!list || !hasOlder || isLoading) return;
    const frame = requestAnimationFrame(() => {
      if (list.scrollTop <= NEAR) loadOlder();
    });
    return () => cancelAnimationFrame(frame);
  }, [list, hasOlder, isLoading, count]);
  const scrollerRef = useCallback((element: unknown) => {
    setList(element instanceof HTMLElement ? element : null);
  }, []);
  return { scrollerRef, totalListHeightChanged: stay };
};
