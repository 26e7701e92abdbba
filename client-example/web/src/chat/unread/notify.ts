/** The part of a browser that is needed here. */
export type Browser = {
  locks: Pick<LockManager, 'request' | 'query'>;
  isHidden: () => boolean;
  /** Resolves when the page is hidden or shown. */
  nextChange: () => Promise<void>;
  show: (title: string, options: NotificationOptions) => Pick<Notification, 'close' | 'onclick'>;
  focus: () => void;
  pause: (milliseconds: number) => Promise<void>;
};

export type News = {
  userId: string;
  messageId: string;
  /** Says nothing of whom or what: notifications stand on locked screens. */
  words: { title: string; body: string };
  onClick: () => void;
};

export type Notifier = {
  /** Tells once for all windows of this person, and only while none of them is seen. */
  notify: (news: News) => Promise<void>;
  /** From now on the other windows of this person know whether this one is seen. A repeat changes nothing. */
  beSeen: (userId: string) => void;
};

/** Longer than the same message takes to all windows of a person. */
const HELD_MS = 10_000;

export const createNotifier = ({ locks, isHidden, nextChange, show, focus, pause }: Browser): Notifier => {
  const shown = new Set<Pick<Notification, 'close'>>();
  const watched = new Set<string>();
  const closeAll = () => {
    for (const notification of shown) notification.close();
    shown.clear();
  };
  /** While this window is seen it holds a lock, which the others can see. */
  const holdWhileSeen = async (userId: string): Promise<never> => {
    for (;;) {
      if (isHidden()) await nextChange();
      else {
        closeAll();
        await locks.request(lockOf(userId, 'seen'), { mode: 'shared' }, nextChange);
      }
    }
  };
  const isSeen = async (userId: string): Promise<boolean> => {
    const { held = [] } = await locks.query();
    return !isHidden() || held.some(({ name }) => name === lockOf(userId, 'seen'));
  };
  return {
    beSeen: (userId) => {
      if (watched.has(userId)) return;
      watched.add(userId);
      holdWhileSeen(userId).catch(() => {}); // without locks each window speaks for itself
    },
    notify: async ({ userId, messageId, words, onClick }) => {
      if (await isSeen(userId)) return;
      await locks.request(lockOf(userId, `news/${messageId}`), { ifAvailable: true }, async (lock) => {
        if (!lock) return; // another window tells
        const notification = show(words.title, { body: words.body, tag: lockOf(userId, 'news') });
        notification.onclick = () => {
          focus();
          onClick();
          notification.close();
        };
        shown.add(notification);
        await pause(HELD_MS);
      });
    },
  };
};

const lockOf = (userId: string, what: string): string =>
  `sealed-stream/${encodeURIComponent(userId)}/${what}`;

/** The one of this page. */
export const notifier = (): Notifier => {
  made ??= createNotifier({
    locks: navigator.locks,
    isHidden: () => document.hidden,
    nextChange: () =>
      new Promise((resolve) =>
        document.addEventListener('visibilitychange', () => resolve(), { once: true }),
      ),
    show: (title, options) => new Notification(title, options),
    focus: () => window.focus(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  return made;
};

let made: Notifier | undefined;
