import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Channel } from 'stream-chat';
import { notificationChoice } from '../../../client-example/web/src/chat/unread/notification-choice.ts';
import { type Browser, createNotifier } from '../../../client-example/web/src/chat/unread/notify.ts';
import {
  createReadingPace,
  READ_EVERY_MS,
} from '../../../client-example/web/src/chat/unread/reading-pace.ts';
import { countUnread, titleWith } from '../../../client-example/web/src/chat/unread/unread-count.ts';

describe('telling Stream how far one has read', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('happens at once, at most once in a while, and never forgets the last of a burst', () => {
    const told: number[] = [];
    const waiting: boolean[] = [];
    const { read } = createReadingPace({
      tell: () => told.push(Date.now()),
      onWaiting: (isWaiting) => waiting.push(isWaiting),
    });
    const start = Date.now();
    for (let message = 0; message < 30; message++) {
      read();
      jest.advanceTimersByTime(100);
    }
    jest.advanceTimersByTime(60_000);
    expect(told.map((time) => time - start)).toEqual([0, READ_EVERY_MS]);
    expect(waiting).toEqual([true, false]);
    expect(60_000 / READ_EVERY_MS).toBeLessThanOrEqual(60 / 3); // three windows stay within Stream's 60 a minute
  });

  it('is not left out when the conversation is left meanwhile', () => {
    let told = 0;
    const { read, stop } = createReadingPace({ tell: () => (told += 1), onWaiting: () => {} });
    read();
    read();
    stop();
    stop();
    jest.advanceTimersByTime(60_000);
    expect(told).toBe(2);
  });
});

describe('what is unread', () => {
  const channel = (unread: number, parts: object = {}) =>
    ({
      cid: `encrypted:${unread}`,
      type: 'encrypted',
      initialized: true,
      state: { membership: {}, members: {} },
      muteStatus: () => ({ muted: false }),
      countUnread: () => unread,
      ...parts,
    }) as unknown as Channel;

  it('is counted in conversations that are shown, and not in the one that is being read', () => {
    const channels = [
      channel(1),
      channel(2),
      channel(4, { muteStatus: () => ({ muted: true }) }),
      channel(8, { type: 'other' }),
      channel(16, { disconnected: true }),
      channel(64, {
        initialized: false,
        muteStatus: () => {
          throw new Error('not initialized');
        },
      }),
      channel(32, { state: { membership: { invited_by: 'mallory' }, members: {} } }),
    ];
    const types = ['encrypted'];
    expect(countUnread(channels, { types, beingRead: null })).toBe(3);
    expect(countUnread(channels, { types, beingRead: 'encrypted:2' })).toBe(1);
  });

  it('stands in the title as a number', () => {
    expect([0, 3, 250].map((count) => titleWith(count, 'Chat'))).toEqual(['Chat', '(3) Chat', '(99+) Chat']);
  });
});

describe('notifications', () => {
  /** Windows of one browser: they share its locks, and each is seen or not. */
  const browserOf = () => {
    const held = new Map<string, number>();
    const shown: { title: string; options: NotificationOptions; isOpen: boolean }[] = [];
    const locks = {
      query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
      request: async (name: string, options: LockOptions, work: (lock: unknown) => Promise<unknown>) => {
        if (options.ifAvailable && held.has(name)) return work(null);
        held.set(name, (held.get(name) ?? 0) + 1);
        await work({ name });
        const left = (held.get(name) ?? 1) - 1;
        if (left > 0) held.set(name, left);
        else held.delete(name);
      },
    } as unknown as Browser['locks'];
    const open = (isHidden: boolean) => {
      let hidden = isHidden;
      let changed = () => {};
      const notifier = createNotifier({
        locks,
        isHidden: () => hidden,
        nextChange: () =>
          new Promise((resolve) => {
            changed = resolve;
          }),
        show: (title, options) => {
          const one = { title, options, isOpen: true };
          shown.push(one);
          const close = () => {
            one.isOpen = false;
          };
          return { close, onclick: null };
        },
        focus: () => {},
        pause: () => new Promise(() => {}),
      });
      const turn = (now: boolean) => {
        hidden = now;
        changed();
      };
      return { ...notifier, turn };
    };
    return { open, shown };
  };
  const news = {
    userId: 'alice',
    messageId: 'm-1',
    words: { title: 'Chat', body: 'New message' },
    onClick: () => {},
  };
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

  it('come once for all windows of a person, and say nothing of whom or what', async () => {
    const { open, shown } = browserOf();
    const windows = [open(true), open(true)];
    for (const { notify } of windows) void notify(news);
    await settled();
    expect(shown).toMatchObject([{ title: 'Chat', options: { body: 'New message' } }]);
    void windows[0]?.notify({ ...news, messageId: 'm-2' });
    void open(true).notify({ ...news, userId: 'bob' });
    await settled();
    expect(shown).toHaveLength(3);
    expect(JSON.stringify(shown)).not.toContain('m-1');
  });

  it('do not come while any window of the person is seen, and go when one is', async () => {
    const { open, shown } = browserOf();
    const [first, second] = [open(true), open(false)];
    first.beSeen('alice');
    second.beSeen('alice');
    void first.notify(news);
    void second.notify(news);
    await settled();
    expect(shown).toEqual([]);
    second.turn(true);
    await settled();
    void first.notify(news);
    await settled();
    expect(shown.map(({ isOpen }) => isOpen)).toEqual([true]);
    first.turn(false);
    await settled();
    expect(shown.map(({ isOpen }) => isOpen)).toEqual([false]);
  });

  it('are off until the person has asked for them', () => {
    const choice = (permission: NotificationPermission, kept: string | null) =>
      notificationChoice({ Notification: { permission }, localStorage: { getItem: () => kept } });
    expect(choice('granted', null)).toBe('off');
    expect(choice('default', 'on')).toBe('off');
    expect(choice('granted', 'on')).toBe('on');
    expect(choice('denied', 'on')).toBe('refused');
    expect(notificationChoice({ localStorage: { getItem: () => 'on' } })).toBe('impossible');
  });
});
