import { describe, expect, it } from '@jest/globals';
import { MessagingApiError } from '../../client-example/secure-chat/src/errors.ts';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { openChannel, outcome, until } from './open-channel.ts';
import type { World } from './world.ts';

/** As long as readers take what comes late in an epoch that has ended. */
const GRACE_MS = 5 * 60 * 1000;

/** What comes of it, before any time passes. */
const atOnce = async <T>(world: World, work: Promise<T>): Promise<T> => {
  let isDone = false;
  work.finally(() => {
    isDone = true;
  });
  await until(world, () => isDone);
  return work;
};

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

  it('looks again also while an epoch that is due cannot be started', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice', 'bob'] });
    device('bob').crash();
    device('alice').crash();
    const { api } = world;
    const registerEncryptionSession = () => Promise.reject(new MessagingApiError('TIMEOUT'));
    world.api = (userId) => ({ ...api(userId), registerEncryptionSession });
    void device('alice').start();
    await world.schedule.calm();
    for (let number = 0; number < 6; number++) await outcome(world, device('alice').send('words')); // then one is due
    await world.schedule.advance(GRACE_MS);
    await atOnce(world, keeper('alice').sessionToSend());
    await world.schedule.advance(GRACE_MS - 70_000);
    const session = await atOnce(world, keeper('alice').sessionToSend());
    expect(keeper('alice').maySend(session)).toBe(true);
    await world.schedule.advance(20_000);
    expect(keeper('alice').maySend(session)).toBe(false);
  });

  it('does without where the registry is away', async () => {
    const { world, device, departures } = await openChannel({ members: ['alice', 'bob'] });
    await world.schedule.advance(GRACE_MS);
    world.failures.isAway = true;
    await outcome(world, device('alice').send('words'));
    expect(world.messages).toMatchObject([{ words: 'words' }]);
    expect(departures).toHaveLength(1);
  });

  it('ends in the failure of the registry, for the outbox to try again, where that is away and the channel names what is not known here', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice', 'bob'] });
    device('alice').goOffline();
    await outcome(world, keeper('bob').renewEncryption());
    world.failures.isAway = true;
    device('alice').goOnline();
    expect(await outcome(world, device('alice').send('words'))).toBeInstanceOf(MessagingApiError);
  });
});
