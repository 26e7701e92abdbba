import type { Windows } from '@sealed-stream/secure-chat';
import type { Device } from './device.ts';
import { usePendingErasure } from './erasure.ts';
import { databaseKeyName, forgetOpened } from './memory.ts';

type Watched = {
  userId: string;
  device: Pick<Device, 'isOwn'>;
  windows: Pick<Windows, 'listen'>;
  /** Comes once the core has ended by itself. */
  signedOut: Promise<void>;
  /** Has the core look whether it must. */
  endChat: () => Promise<unknown> | undefined;
  /** Whether this window is past the set-up. */
  isSetUp: () => boolean;
  onErasurePending: (dueAt: string) => void;
  /** Forgets the sign-in of this window. */
  forget: () => Promise<void>;
};

/** The core ends in a moment; should it not, the page is left all the same. */
const ENDING_MS = 2_000;

/**
 * Signing out in one window ends all of that person: what is left of it in this one goes, then it shows the sign-in screen. Looks again whenever the window wakes. Answers
 * how to stop, for a window that leaves by itself.
 */
export const watchDevice = (watched: Watched): (() => void) => {
  const { userId, device, windows, signedOut, endChat, isSetUp, onErasurePending, forget } = watched;
  let isLeaving = false;
  const leave = async () => {
    if (isLeaving) return;
    isLeaving = true;
    if (endChat()) await Promise.race([signedOut, new Promise((resolve) => setTimeout(resolve, ENDING_MS))]);
    forgetOpened(window.sessionStorage);
    await forget().catch(() => {});
    window.location.replace('/');
  };
  const look = () => {
    if (!device.isOwn()) void leave();
  };
  signedOut.then(leave);
  windows.listen((news) => {
    if (news.type === 'signed-out') void leave();
    if (news.type === 'erasure-pending') onErasurePending(news.dueAt);
    if (news.type === 'account-kept' && usePendingErasure.getState().dueAt !== null) window.location.reload();
    if (news.type === 'set-up-done' && !isSetUp()) window.location.reload();
  });
  document.addEventListener('visibilitychange', look);
  for (const event of ['pageshow', 'focus', 'resume']) window.addEventListener(event, look);
  window.addEventListener('storage', ({ key }) => {
    if (key === null || key === databaseKeyName(userId)) look();
  });
  return () => {
    isLeaving = true;
  };
};
