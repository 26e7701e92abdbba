import type { WindowNews, Windows } from '../../client-example/secure-chat/src/platform/windows.ts';
import { oneWindow } from '../../client-example/secure-chat/src/platform/windows.ts';

/** Windows of one person on one device: they share their turns, and what one tells the others hear at once; `asleep` ones hear nothing. */
export const fakeWindows = () => {
  const { exclusively } = oneWindow();
  const listeners = new Map<object, Set<(news: WindowNews) => void>>();
  const asleep = new Set<object>();
  const told: WindowNews[] = [];
  const open = (): Windows => {
    const window: Windows = {
      exclusively,
      tell: (news) => {
        told.push(news);
        for (const [other, heard] of listeners)
          if (other !== window && !asleep.has(other)) for (const listener of [...heard]) listener(news);
      },
      listen: (listener) => {
        const own = listeners.get(window) ?? new Set();
        listeners.set(window, own.add(listener));
        return () => void own.delete(listener);
      },
    };
    return window;
  };
  return { open, told, sleep: (window: Windows) => void asleep.add(window) };
};
