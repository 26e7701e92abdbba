import { create } from 'zustand';

/** The conversation that is being read while Stream has not been told yet: it counts as read. */
export const useBeingRead = create<{ cid: string | null }>(() => ({ cid: null }));

/** Stream takes 60 of these a minute of one person (stream.md section 8): enough for two windows side by side, with room for other devices. */
export const READ_EVERY_MS = 3000;

type Pace = {
  /** Something was read: Stream is told at once, or as soon as it is time again. */
  read: () => void;
  stop: () => void;
};

type Parts = {
  tell: () => unknown;
  /** Whether Stream is still to be told. */
  onWaiting: (isWaiting: boolean) => void;
};

/** Tells at most once in {@link READ_EVERY_MS}, and never forgets to tell the last. */
export const createReadingPace = ({ tell, onWaiting }: Parts): Pace => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWaiting = false;
  const wait = (now: boolean) => {
    if (isWaiting !== now) onWaiting(now);
    isWaiting = now;
  };
  const tellNow = () => {
    wait(false);
    tell();
    timer = setTimeout(() => {
      timer = undefined;
      if (isWaiting) tellNow();
    }, READ_EVERY_MS);
  };
  return {
    read: () => (timer === undefined ? tellNow() : wait(true)),
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      if (isWaiting) tell(); // the person has read it, and goes on to something else
      wait(false);
    },
  };
};
