import { describe, expect, it } from '@jest/globals';
import { createComparisons } from '../../../client-example/secure-chat/src/contacts/comparisons.ts';
import { useComparisons } from '../../../client-example/secure-chat/src/react/use-comparisons.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { provided } from './shared-chat.ts';

const AT = '2026-05-01T10:00:00.000Z';
const DIGITS = '1'.repeat(60);

/** The comparisons of a core whose contacts have these digits. */
const comparing = () => {
  const compared = new Map<string, string>();
  const comparisons = createComparisons(async () => ({
    comparedAt: async (userId) => compared.get(userId) ?? null,
    noteCompared: async (userId, digits) => {
      if (digits === DIGITS) compared.set(userId, AT);
      return digits === DIGITS;
    },
    forgetCompared: async (userId) => void compared.delete(userId),
  }));
  return comparisons;
};

describe('useComparisons', () => {
  it('says when each number was compared, also after it is noted or taken back elsewhere', async () => {
    const comparisons = comparing();
    const { latest } = await renderHook(() => useComparisons(['bob', 'carol']), provided({ comparisons }));
    const both = () => ['bob', 'carol'].map((id) => latest().comparedAt(id));
    expect(both()).toEqual([null, null]);
    await acting(() => latest().note('bob', DIGITS));
    expect(both()).toEqual([new Date(AT), null]);
    await acting(() => comparisons.note('carol', DIGITS));
    expect(both()).toEqual([new Date(AT), new Date(AT)]);
    await acting(() => latest().forget('bob'));
    expect(both()).toEqual([null, new Date(AT)]);
  });

  it('notes nothing of a number that is another one by now', async () => {
    const { latest } = await renderHook(
      () => useComparisons(['bob']),
      provided({ comparisons: comparing() }),
    );
    let isNoted: boolean | undefined;
    await acting(async () => {
      isNoted = await latest().note('bob', '2'.repeat(60));
    });
    expect([isNoted, latest().comparedAt('bob')]).toEqual([false, null]);
  });

  it('knows nothing of who is not looked up, nor where it cannot be', async () => {
    const failing = createComparisons(() => Promise.reject(new Error('no connection')));
    for (const comparisons of [comparing(), failing]) {
      const { latest } = await renderHook(() => useComparisons(['bob']), provided({ comparisons }));
      expect(latest().comparedAt('dave')).toBeUndefined();
      expect(latest().comparedAt('bob')).toBe(comparisons === failing ? undefined : null);
    }
  });

  it('listens no more once it is gone', async () => {
    const listeners = new Set<() => void>();
    const subscribe = (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    const { unmount } = await renderHook(
      () => useComparisons(['bob']),
      provided({ comparisons: { ...comparing(), subscribe } }),
    );
    expect(listeners.size).toBe(1);
    await unmount();
    expect(listeners.size).toBe(0);
  });
});
