import { oneWindow, type WindowNews, type Windows } from '@sealed-stream/secure-chat';
import { nameFor } from './memory.ts';

type Browser = {
  navigator: { locks?: Pick<LockManager, 'request'> };
  BroadcastChannel?: typeof BroadcastChannel;
};

/**
 * The windows of one person in this browser: Web Locks and a BroadcastChannel, both under the person's id, so that two windows can still be two people. A browser
 * without them is taken to have one window. A lock is given back when its window is closed.
 */
export const openWindows = (browser: Browser, userId: string): Windows => {
  const name = nameFor(userId, '');
  const { locks } = browser.navigator;
  const alone = oneWindow();
  const channel = browser.BroadcastChannel && new browser.BroadcastChannel(name);
  const listeners = new Set<(news: WindowNews) => void>();
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isNews(data)) for (const listener of [...listeners]) listener(data);
  });
  return {
    exclusively: async (what, work) =>
      locks ? await locks.request(`${name}${what}`, work) : alone.exclusively(what, work),
    tell: (news) => channel?.postMessage(news),
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const isNews = (data: unknown): data is WindowNews =>
  typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
