import { describe, expect, it } from '@jest/globals';
import { createSession, type SessionDeps } from '../../../client-example/src/secure-chat/channel-session.ts';
import { memoryStorage } from '../../../client-example/src/secure-chat/device-storage.ts';
import { pinnedSessions } from '../../../client-example/src/secure-chat/pinned-sessions.ts';

const depsWith = (createEncryptionSession: (recipients: unknown) => Promise<unknown>): SessionDeps => ({
  sdk: { appId: 'app', createEncryptionSession } as never, // the one method this needs of the SDK
  pins: pinnedSessions(memoryStorage()),
  userId: 'alice',
  sealdIdPrefix: 'T',
});

describe('createSession', () => {
  it('names every member once, and always oneself', async () => {
    const asked: unknown[] = [];
    const deps = depsWith(async (recipients) => asked.push(recipients));
    await createSession(deps, ['bob']);
    await createSession(deps, ['bob', 'alice', 'bob']);
    expect(asked).toEqual([{ userIds: ['T_alice', 'T_bob'] }, { userIds: ['T_alice', 'T_bob'] }]);
  });

  it('names the members Seald does not know, and not those whose id is part of theirs', async () => {
    const deps = depsWith(async () => {
      throw new Error('Cannot have unregistered users. Invalid users: T_bobby@app,T_carol@app');
    });
    const creating = createSession(deps, ['bob', 'bobby', 'carol']);
    await expect(creating).rejects.toMatchObject({ userIds: ['bobby', 'carol'] });
  });

  it('passes on any other failure as it is', async () => {
    const failure = new Error('network');
    const deps = depsWith(async () => {
      throw failure;
    });
    await expect(createSession(deps, ['bob'])).rejects.toBe(failure);
  });
});
