import { describe, expect, it } from '@jest/globals';
import { MessageRefusedError } from '../../client-example/secure-chat/src/errors.ts';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { openChannel, outcome } from './open-channel.ts';

/** As long as readers take what comes late in an epoch that has ended. */
const GRACE_MS = 5 * 60 * 1000;

describe('a sender whose last look at the registry is old', () => {
  it('looks again before a message leaves that took that long to be encrypted (model, seed 15)', async () => {
    const { world, keeper } = await openChannel({ members: ['alice', 'bob'] });
    const { sessionToSend, maySend } = keeper('alice');
    const before = (await outcome(world, sessionToSend())) as EncryptionSession;
    expect(maySend(before)).toBe(true);
    await world.schedule.advance(GRACE_MS);
    expect(maySend(before)).toBe(false);
    const again = (await outcome(world, sessionToSend())) as EncryptionSession;
    expect(maySend(again)).toBe(true);
  });

  it('does without where the registry is away', async () => {
    const { world, device, departures } = await openChannel({ members: ['alice', 'bob'] });
    await world.schedule.advance(GRACE_MS);
    world.failures.isAway = true;
    await outcome(world, device('alice').send('words'));
    expect(world.messages).toMatchObject([{ words: 'words' }]);
    expect(departures).toHaveLength(1);
  });

  it('does not try for ever where the registry is away and the channel names what is not known here', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice', 'bob'] });
    device('alice').goOffline();
    await outcome(world, keeper('bob').renewEncryption());
    world.failures.isAway = true;
    device('alice').goOnline();
    expect(await outcome(world, device('alice').send('words'))).toBeInstanceOf(MessageRefusedError);
  });
});
