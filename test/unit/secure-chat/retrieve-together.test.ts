import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import { createRetrieveTogether } from '../../../client-example/secure-chat/src/seald/retrieve-together.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
const refusal = () => Object.assign(new Error('refused'), { code: 'NO_TOKEN_FOR_YOU' });
const noAccess = new SecureChatError('NO_ACCESS');

/** Seald, for one identity: how many it was asked for in each call. `others`: sessions that are not for it. */
const openSeald = ({ others = [] as string[], leavesOut = [] as string[] } = {}) => {
  const calls: number[] = [];
  let failure: Error | null = null;
  const sessionOf = (sessionId: string) => ({ sessionId }) as EncryptionSession;
  const answer = (wanted: readonly string[]) => {
    calls.push(wanted.length);
    if (failure) throw failure;
    if (wanted.some((id) => others.includes(id))) throw refusal();
    return wanted.map(sessionOf);
  };
  return {
    calls,
    fail: (error: Error | null) => {
      failure = error;
    },
    retrieve: createRetrieveTogether({
      retrieveEncryptionSession: async ({ sessionId }) => answer([sessionId])[0] as EncryptionSession,
      retrieveMultipleEncryptionSessions: async (wanted) =>
        answer(wanted.map(({ sessionId }) => sessionId)).filter((one) => !leavesOut.includes(one.sessionId)),
    }),
  };
};

describe('sessions that are asked for at the same time', () => {
  it('are retrieved ten in a call, each once', async () => {
    const { calls, retrieve } = openSeald();
    const wanted = ids(30);
    const found = await Promise.all([...wanted, ...wanted.slice(0, 5)].map(retrieve));
    expect(found.map(({ sessionId }) => sessionId)).toEqual([...wanted, ...wanted.slice(0, 5)]);
    expect(calls).toEqual([10, 10, 10]);
  });

  it('are asked for one by one when one is refused, and the others are had', async () => {
    const wanted = ids(3);
    const { calls, retrieve } = openSeald({ others: wanted.slice(1, 2) });
    const found = await Promise.allSettled(wanted.map(retrieve));
    expect(found).toEqual([
      { status: 'fulfilled', value: { sessionId: wanted[0] } },
      { status: 'rejected', reason: noAccess },
      { status: 'fulfilled', value: { sessionId: wanted[2] } },
    ]);
    expect(calls).toEqual([3, 1, 1, 1]);
  });

  it('are asked for by themselves when an answer leaves them out', async () => {
    const wanted = ids(2);
    const { calls, retrieve } = openSeald({ leavesOut: wanted });
    await expect(Promise.all(wanted.map(retrieve))).resolves.toEqual(
      wanted.map((sessionId) => ({ sessionId })),
    );
    expect(calls).toEqual([2, 1, 1]);
  });

  it('all fail with what a server fails with, and may be asked for again', async () => {
    const seald = openSeald();
    const wanted = ids(2);
    const answers = () => Promise.allSettled(wanted.map(seald.retrieve));
    seald.fail(new Error('down'));
    expect(await answers()).toMatchObject(wanted.map(() => ({ reason: new Error('down') })));
    seald.fail(null);
    expect(await answers()).toMatchObject(wanted.map((sessionId) => ({ value: { sessionId } })));
  });

  it('tell that the identity is not known any more', async () => {
    const { retrieve, fail } = openSeald();
    fail(Object.assign(new Error('forgotten'), { code: 'LOGIN_UNKNOWN_USER' }));
    await expect(Promise.all(ids(2).map(retrieve))).rejects.toMatchObject({ code: 'IDENTITY_FORGOTTEN' });
  });
});

it('one alone is asked for as such, and what can be no session is not asked for', async () => {
  const { calls, retrieve } = openSeald();
  await retrieve(randomUUID());
  await expect(retrieve('none')).rejects.toEqual(noAccess);
  expect(calls).toEqual([1]);
});
