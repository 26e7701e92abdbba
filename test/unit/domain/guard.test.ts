import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountStates } from '../../../shared/domain/account-gate.ts';
import type { Taken } from '../../../shared/domain/budget.ts';
import { behindGuard, type Entry } from '../../../shared/domain/guard.ts';

let states: AccountStates;
let taken: Taken;
let done: string[];

beforeEach(() => {
  states = {};
  taken = { taken: true };
  done = [];
});

const guard = {
  readAccountStates: async () => {
    done.push('looked');
    return states;
  },
  takeCall: async () => {
    done.push('counted');
    return taken;
  },
  nameCaller: () => undefined,
};
const pass = (entry: Omit<Entry, 'guard'> = {}, act = async () => 'answer') =>
  behindGuard({ guard, ...entry }, 'alice', async () => {
    done.push('acted');
    return act();
  });

describe('the guard', () => {
  it.each([false, true])(
    'lets through whose account is open and who has calls left (beside: %s)',
    async (isBeside) => {
      expect(await pass({ isBeside })).toBe('answer');
      expect([...done].sort()).toEqual(['acted', 'counted', 'looked']);
    },
  );

  it('has nothing done for whose account is not open', async () => {
    states = { blocked: true };
    await expect(pass()).rejects.toMatchObject({ type: 'USER_BLOCKED' });
    expect(done).not.toContain('acted');
  });

  it('has nothing done for who has no call left, and says for how long', async () => {
    taken = { taken: false, retryAfterSeconds: 7 };
    for (const isBeside of [false, true])
      await expect(pass({ isBeside })).rejects.toMatchObject({ type: 'RATE_LIMITED', retryAfterSeconds: 7 });
    expect(done).not.toContain('acted');
  });

  it('does not even look at the account of who is known to have no call left', async () => {
    const entry = { guard: { ...guard, takeCall: () => ({ taken: false as const, retryAfterSeconds: 7 }) } };
    const asked = behindGuard(entry, 'alice', async () => done.push('acted'));
    await expect(asked).rejects.toMatchObject({ type: 'RATE_LIMITED', retryAfterSeconds: 7 });
    expect(done).toEqual([]);
  });

  it('answers nobody whose account is not open, though it may have read beside', async () => {
    states = { erased: true };
    const failing = () => Promise.reject(new Error('what was read'));
    await expect(pass({ isBeside: true })).rejects.toMatchObject({ type: 'USER_ERASED' });
    await expect(pass({ isBeside: true }, failing)).rejects.toMatchObject({ type: 'USER_ERASED' });
  });

  it('has nobody who is blocked go through because an erasure may be taken back', async () => {
    states = { blocked: true, erasurePending: { dueAt: '2026-11-29T10:00:00.000Z' } };
    await expect(pass({ letsThrough: ['erasurePending'] })).rejects.toMatchObject({ type: 'USER_BLOCKED' });
    expect(done).not.toContain('acted');
  });

  it('tells of the account before it tells of the budget', async () => {
    states = { blocked: true };
    taken = { taken: false, retryAfterSeconds: 7 };
    await expect(pass()).rejects.toMatchObject({ type: 'USER_BLOCKED' });
  });
});
