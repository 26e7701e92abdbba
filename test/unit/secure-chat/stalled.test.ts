import { describe, expect, it } from '@jest/globals';
import type { Watched } from '../../../client-example/secure-chat/src/files/stalled.ts';
import { unlessStalled } from '../../../client-example/secure-chat/src/files/stalled.ts';

/** A timer that a test lets run out; `pending` counts those that were not called off. */
const handTimer = () => {
  const callbacks = new Set<() => void>();
  const delays: number[] = [];
  const timer = (callback: () => void, milliseconds: number) => {
    callbacks.add(callback);
    delays.push(milliseconds);
    return () => void callbacks.delete(callback);
  };
  const runOut = () => {
    for (const callback of callbacks) callback();
  };
  return { timer, delays, runOut, pending: () => callbacks.size };
};

/** A transfer that ends only when it is called off. */
const endless = ({ signal }: Watched): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))));

describe('a transfer', () => {
  it('answers what comes of it, or fails as it fails, and leaves no timer', async () => {
    const { timer, pending } = handTimer();
    expect(await unlessStalled(timer, undefined, async () => 'done')).toBe('done');
    const failing = unlessStalled(timer, undefined, () => Promise.reject(new Error('no network')));
    await expect(failing).rejects.toThrow('no network');
    expect(pending()).toBe(0);
  });

  it('is called off after a minute without headway', async () => {
    const { timer, delays, runOut } = handTimer();
    const transfer = unlessStalled(timer, undefined, endless);
    runOut();
    await expect(transfer).rejects.toMatchObject({ code: 'FILE_STALLED' });
    expect(delays).toEqual([60_000]);
  });

  it('has another minute with each headway', async () => {
    const { timer, delays, pending } = handTimer();
    await unlessStalled(timer, undefined, async ({ alive }) => {
      alive();
      alive();
      expect(pending()).toBe(1);
    });
    expect(delays).toHaveLength(3);
  });

  it('ends with the reason of whoever calls it off, also before it has begun', async () => {
    const { timer, delays } = handTimer();
    const person = new AbortController();
    const transfer = unlessStalled(timer, person.signal, endless);
    person.abort(new Error('changed my mind'));
    await expect(transfer).rejects.toThrow('changed my mind');
    await expect(unlessStalled(timer, person.signal, endless)).rejects.toThrow('changed my mind');
    expect(delays).toHaveLength(1);
  });
});
