import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { useChannelStateContext } from 'stream-chat-react';
import { keepPlaces, type PlaceKeeper } from './keep-places.ts';

type Props = Omit<ComponentProps<'div'>, 'ref'> & {
  ref: (element: HTMLDivElement | null) => void;
  context?: { threadList?: boolean };
};

/** In place of react-virtuoso's element around all rows: the same, with rows that keep their places. */
export const KeptList = ({ ref, context, ...props }: Props) => {
  const list = useRef<HTMLDivElement>(null);
  const keeper = useRef<PlaceKeeper>(null);
  const { hasMoreNewer = false, highlightedMessageId } = useChannelStateContext('KeptList');
  const now = useRef({ hasNewer: false, isJumping: false });
  now.current = {
    hasNewer: hasMoreNewer && !context?.threadList,
    isJumping: highlightedMessageId !== undefined,
  };
  useLayoutEffect(() => {
    const scroller = list.current?.closest<HTMLElement>('[data-virtuoso-scroller]');
    if (!scroller || !list.current) return;
    keeper.current = keepPlaces(scroller, list.current, {
      endsWithNewest: () => !now.current.hasNewer,
      isJumping: () => now.current.isJumping,
    });
    return () => {
      keeper.current?.close();
      keeper.current = null;
    };
  }, []);
  // After each drawing: rows may have come, gone or been given another place.
  useLayoutEffect(() => keeper.current?.keep());
  const take = (element: HTMLDivElement | null) => {
    list.current = element;
    ref(element);
  };
  return <div {...props} ref={take} />;
};
