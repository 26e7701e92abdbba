/** Keeps rows where they stand; made for one list, until it is closed. */
export type PlaceKeeper = { keep: () => void; close: () => void };

/** In CSS pixels: the browser rounds where a list is scrolled to. */
const MOVED = 1;
const AT_END = 2;
/** For so long virtuoso goes once more to where it was sent, whenever a height changes. */
const REPEATS_MS = 1_200;

type Options = {
  /** Whether the list ends with the newest: where newer ones load at its end, it must not follow them. */
  endsWithNewest: () => boolean;
  /** Whether somebody is being led to one message. */
  isJumping: () => boolean;
};

/**
 * Keeps the rows in sight where they are when rows above them come, go or change their height, and moves nothing but what is scrolled. A list that is at its end stays
 * there, whatever grows, until somebody moves up. To be asked after each drawing of the list; sizes that change between drawings it sees itself, before they are painted.
 *
 * It takes the place of react-virtuoso's own correction (2.19), which goes by guessed heights and the direction of the last 50 ms: older messages that load
 * while nobody scrolls, or are decrypted late, moved all rows by what the guess was wrong. So what that calls, `scrollBy`, does nothing here.
 */
export const keepPlaces = (
  scroller: HTMLElement,
  list: HTMLElement,
  { endsWithNewest, isJumping }: Options,
): PlaceKeeper => {
  let isAtEnd = true;
  let isByVirtuoso = false;
  let sentAt = Number.NEGATIVE_INFINITY;
  let hasMovedSince = false;
  let known: { scrollTop: number; places: (readonly [Element, number])[] } = { scrollTop: 0, places: [] };
  let anchor: Element | undefined;
  const topOf = (element: Element) => element.getBoundingClientRect().top;
  const end = () => scroller.scrollHeight - scroller.clientHeight;
  /** The anchor is one row as long as it is in sight; then the one that has been so longest: rows that have just come are still to find their height. */
  const look = (scrolled: number) => {
    const { scrollTop, clientHeight } = scroller;
    const top = topOf(scroller);
    const places = [...list.children].map((row) => [row, topOf(row) - top] as const);
    const inSight = places.filter(([row, place]) => place + row.clientHeight > 0 && place < clientHeight);
    if (!inSight.some(([row]) => row === anchor)) anchor = inSight.at(scrolled > 0 ? 0 : -1)?.[0];
    known = { scrollTop, places: [...inSight.filter(([row]) => row === anchor), ...inSight, ...places] };
  };
  /** Who moves up leaves the end. What virtuoso takes for the end may be far above it: it goes by heights of before. */
  const noteEnd = () => {
    const { scrollTop } = scroller;
    if (end() - scrollTop < AT_END) isAtEnd = true;
    else if (scrollTop < known.scrollTop && (!isByVirtuoso || isJumping())) isAtEnd = false;
    if (scrollTop < known.scrollTop && !isByVirtuoso) hasMovedSince = true;
    isByVirtuoso = false;
  };
  const putBack = (scrolled: number) => {
    const still = known.places.find(([row]) => row.parentElement === list);
    if (!still) return;
    const [row, place] = still;
    const off = topOf(row) - topOf(scroller) - (place - scrolled);
    if (Math.abs(off) >= MOVED) scroller.scrollTop += off;
  };
  const keep = () => {
    if (scroller.clientHeight === 0) return; // not shown
    noteEnd();
    const scrolled = scroller.scrollTop - known.scrollTop;
    if (isAtEnd && endsWithNewest()) scroller.scrollTop = end();
    else putBack(scrolled);
    look(scrolled);
  };
  const sizes = new ResizeObserver(keep);
  for (const part of [scroller, ...(list.parentElement?.children ?? [])]) sizes.observe(part);
  scroller.addEventListener('scroll', keep, { passive: true });
  const { scrollTo } = scroller;
  scroller.scrollBy = () => {};
  scroller.scrollTo = (...asked: [] | [number, number] | [ScrollToOptions?]) => {
    if (hasMovedSince && performance.now() - sentAt < REPEATS_MS) return; // somebody moves: no more repeats
    isByVirtuoso = true;
    hasMovedSince = false;
    sentAt = performance.now();
    Reflect.apply(scrollTo, scroller, asked);
  };
  look(0);
  return {
    keep,
    close: () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', keep);
      Reflect.deleteProperty(scroller, 'scrollBy');
      Reflect.deleteProperty(scroller, 'scrollTo');
    },
  };
};
