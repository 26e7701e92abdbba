import { expect, it } from '@jest/globals';
import { createKeptSessions } from '../../../client-example/secure-chat/src/epochs/kept-sessions.ts';
import { sealdSessions } from '../../../client-example/secure-chat/src/epochs/seald-sessions.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { failing, fakeSession } from './one-device.ts';

const ID = '6c0e3f6e-9c41-4f3a-9b57-0c6f0b7f2f11';

it('each session is retrieved once, also when it is wanted twice at the same time', async () => {
  const retrieved: string[] = [];
  const { open } = createKeptSessions(async (id) => {
    retrieved.push(id);
    return fakeSession(id);
  });
  const [one, other] = await Promise.all([open('one'), open('one')]);
  expect([one.sessionId, one === other, (await open('two')).sessionId]).toEqual(['one', true, 'two']);
  expect(await open('one')).toBe(one);
  expect(retrieved).toEqual(['one', 'two']);
});

it('what could not be retrieved is asked for again', async () => {
  const fail = failing(new Error('offline'));
  const { open } = createKeptSessions(async (id) => {
    fail();
    return fakeSession(id);
  });
  await expect(open('one')).rejects.toThrow('offline');
  expect((await open('one')).sessionId).toBe('one');
});

it('a session that was made here is retrieved from nobody', async () => {
  const { open, put } = createKeptSessions(() => Promise.reject(new Error('asked')));
  const session = fakeSession();
  put(session);
  expect(await open(session.sessionId)).toBe(session);
});

it('sessions are made, shared, retrieved and revoked at Seald', async () => {
  const asked: unknown[] = [];
  const session = {
    ...fakeSession(ID),
    revoke: async () => {
      asked.push('revoke');
      return 'revoked';
    },
  } as unknown as EncryptionSession;
  const contacts = {
    createSession: async (ids: readonly string[]) => {
      asked.push(ids);
      return session;
    },
    addRecipients: async ({ sessionId }: EncryptionSession, ids: readonly string[]) =>
      void asked.push([sessionId, ids]),
  };
  const retrieve = async (named: string) => {
    asked.push(named);
    return session;
  };
  const seald = sealdSessions({ retrieve, contacts });
  expect(await seald.create(['bob'])).toBe(session);
  expect(await seald.retrieve(ID)).toBe(session);
  await seald.addReaders(session, ['carol']);
  expect(await seald.revoke(session)).toBeUndefined();
  expect(asked).toEqual([['bob'], ID, [ID, ['carol']], 'revoke']);
});
