import type { Locator } from 'playwright-core';
import type { Conversation } from './conversation.ts';
import { eventually } from './eventually.ts';

/** The part of a conversation that scrolls. */
const scrolled = ({ area }: Conversation): Locator => area.locator('[data-virtuoso-scroller]').first();

/** How far the end of the list is below what can be seen, in CSS pixels. */
export const belowTheFold = (conversation: Conversation): Promise<number> =>
  scrolled(conversation).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);

/** Goes to the newest messages; waits until they are drawn: a list that is sent far has no rows there in the first frame. */
export const scrollToEnd = async (conversation: Conversation): Promise<void> => {
  await eventually('the end of the list', () => scrolled(conversation).evaluate(showEnd));
};

/** Runs in the page. Goes there, unless the newest row is in sight already. */
const showEnd = (list: Element): true | null => {
  const { top, bottom } = list.getBoundingClientRect();
  const newest = [...list.querySelectorAll('[data-item-index]')].at(-1)?.getBoundingClientRect();
  const isInSight = newest && newest.bottom > top && newest.top < bottom;
  if (isInSight && list.scrollHeight - list.scrollTop - list.clientHeight < 2) return true;
  list.scrollTop = list.scrollHeight;
  return null;
};

/** Whether all of something can be seen in the list it is in, in the next frame as it is painted. */
export const isWhollyInSight = (part: Locator): Promise<boolean> =>
  part.evaluate(
    (element) =>
      new Promise((resolve) => {
        const root = element.closest('[data-virtuoso-scroller]');
        const told: IntersectionObserverCallback = ([entry]) => {
          observer.disconnect();
          resolve(!!root && (entry?.intersectionRatio ?? 0) > 0.99);
        };
        const observer = new IntersectionObserver(told, { root });
        observer.observe(element);
      }),
  );

/**
 * Moves up the list, some rows a frame, until a message is drawn. Throws when the list sticks. Answers for each frame that was painted by how many pixels what was in sight
 * was moved otherwise: rows jump when those above them turn out to be of another height, and when older ones come and their place is lost.
 */
export const scrollBack = (conversation: Conversation, text: string): Promise<number[]> =>
  scrolled(conversation).evaluate(moveUp, text);

/** Runs in the page. */
const moveUp = async (list: Element, text: string): Promise<number[]> => {
  const MOST_A_FRAME = 100;
  const PATIENCE_MS = 15_000;
  type Places = ReadonlyMap<number, number>;
  /** Without dates: the one above the oldest message moves on to those that come before it. */
  const rows = () =>
    [...list.querySelectorAll('[data-item-index]')].filter(
      (row) => !row.querySelector('.str-chat__date-separator'),
    );
  const numberOf = (row: Element) => Number(row.getAttribute('data-item-index'));
  const isDrawn = () =>
    [...list.querySelectorAll('.str-chat__message')].some((message) => message.textContent.includes(text));
  /** Where rows stand in the next frame, as it is painted: an observer of intersections is told last of all. */
  const painted = (): Promise<Places> =>
    new Promise((resolve) => {
      const observer = new IntersectionObserver((entries) => {
        observer.disconnect();
        const { top } = list.getBoundingClientRect();
        const there = entries.filter(({ target }) => target.isConnected);
        resolve(new Map(there.map((entry) => [numberOf(entry.target), entry.boundingClientRect.top - top])));
      });
      for (const row of rows()) observer.observe(row);
    });
  /** By how much what was in sight has moved down: the median, for a row that grows moves those on one side of it. */
  const shift = (before: Places, now: Places): number => {
    const inSight = [...before].filter(
      ([row, place]) => place >= 0 && place < list.clientHeight && now.has(row),
    );
    const shifts = inSight.map(([row, place]) => (now.get(row) ?? 0) - place);
    return shifts.sort((one, other) => one - other)[shifts.length >> 1] ?? Infinity;
  };
  const jumps: number[] = [];
  let before = await painted();
  let heardOf = performance.now();
  let oldest = Math.min(...before.keys());
  while (!isDrawn()) {
    const moved = Math.min(MOST_A_FRAME, list.scrollTop);
    list.scrollTop -= moved;
    const now = await painted();
    jumps.push(Math.abs(shift(before, now) - moved));
    before = now;
    const first = Math.min(...now.keys());
    if (moved > 0 || first < oldest) heardOf = performance.now();
    oldest = Math.min(oldest, first);
    if (performance.now() - heardOf > PATIENCE_MS) throw new Error(`No messages came before row ${first}.`);
  }
  return jumps;
};
