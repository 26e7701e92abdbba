import { describe, expect, it } from '@jest/globals';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { openChannel, outcome } from './open-channel.ts';

/** Alice was removed while she had no connection; she has not heard of it yet. */
const removeUnheard = async () => {
  const opened = await openChannel({ members: ['alice', 'bob'] });
  opened.device('alice').goOffline();
  await outcome(opened.world, opened.keeper('bob').removeMember('alice'));
  return opened;
};

describe('somebody who was removed', () => {
  it('sends nothing once that is known, though no epoch is due (model, seed 484389726)', async () => {
    const { world, device, departures } = await removeUnheard();
    device('alice').goOnline();
    expect(await outcome(world, device('alice').send('words'))).toMatchObject({ code: 'NO_ACCESS' });
    expect(departures).toEqual([]);
  });

  it('sends nothing either that was being encrypted when it became known', async () => {
    const { world, keeper } = await openChannel({ members: ['alice', 'bob'] });
    const { sessionToSend, maySend } = keeper('alice');
    const session = (await outcome(world, sessionToSend())) as EncryptionSession;
    expect(maySend(session)).toBe(true);
    world.setMember('alice', false); // by Stream alone: nobody has started an epoch without her
    await world.schedule.calm();
    expect(maySend(session)).toBe(false);
  });
});
