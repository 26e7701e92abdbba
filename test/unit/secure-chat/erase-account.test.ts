import { beforeEach, describe, expect, it } from '@jest/globals';
import { eraseAccount } from '../../../client-example/secure-chat/src/api/erase-account.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import type { ErasureReceipt } from '../../../shared/contract/erasure.ts';

const pending: ErasureReceipt = {
  receiptId: '0b8f3c52-4d64-4b0e-9f43-64b7a4e1c2aa',
  userId: 'alice',
  requestedAt: '2026-11-22T10:00:00.000Z',
  dueAt: '2026-11-22T10:00:00.000Z',
  steps: [{ name: 'recordErased', doneAt: '2026-11-22T10:00:00.000Z' }],
  left: [],
};
const complete: ErasureReceipt = { ...pending, completedAt: '2026-11-22T10:00:02.000Z' };

const device = { answers: [] as (ErasureReceipt | Error)[], did: [] as string[] };
const erase = () =>
  eraseAccount({
    api: {
      erase: async () => {
        device.did.push('erase');
        const [answer = pending, ...later] = device.answers;
        device.answers = later;
        if (answer instanceof MessagingApiError) throw answer;
        return answer as ErasureReceipt;
      },
    },
    signOut: async () => void device.did.push('signOut'),
    close: async () => void device.did.push('close'),
    pause: async (milliseconds) => void device.did.push(`pause ${milliseconds}`),
  });

beforeEach(() => {
  device.did = [];
});

describe('erasing the account', () => {
  it('clears the device once the backend says that all is gone', async () => {
    device.answers = [complete];
    expect(await erase()).toEqual(complete);
    expect(device.did).toEqual(['erase', 'signOut']);
  });

  it('closes the chat and leaves everything on the device while it waits for its day', async () => {
    const step = { name: 'streamTokensRevoked', doneAt: pending.requestedAt };
    const waiting = { ...pending, dueAt: '2026-11-29T10:00:00.000Z', steps: [step] };
    device.answers = [waiting];
    expect(await erase()).toEqual(waiting);
    expect(device.did).toEqual(['erase', 'close']);
  });

  it('asks again while Stream is still at it', async () => {
    device.answers = [pending, pending, complete];
    expect(await erase()).toEqual(complete);
    expect(device.did).toEqual(['erase', 'pause 1000', 'erase', 'pause 2000', 'erase', 'signOut']);
  });

  it('leaves the device as it is while something is missing, and goes on with a repeat', async () => {
    device.answers = [];
    await expect(erase()).rejects.toMatchObject({ name: 'SecureChatError', code: 'ERASURE_UNFINISHED' });
    device.answers = [pending, new MessagingApiError('STREAM_UNAVAILABLE', { status: 502 })];
    await expect(erase()).rejects.toMatchObject({ type: 'STREAM_UNAVAILABLE' });
    expect(device.did).not.toContain('signOut');
    device.answers = [complete];
    expect(await erase()).toEqual(complete);
    expect(device.did.at(-1)).toBe('signOut');
  });
});
