import { describe, expect, it } from '@jest/globals';
import { openChannel, outcome } from '../../model/open-channel.ts';

const opened = () => openChannel({ members: ['alice', 'bob', 'carol'], history: 'fromNowOn' });

describe('the epoch after somebody is gone', () => {
  it('says to all whom its maker has removed', async () => {
    const { world, keeper } = await opened();
    await outcome(world, keeper('bob').removeMember('carol'));
    await world.schedule.calm();
    for (const person of ['alice', 'bob'] as const)
      expect(keeper(person).epoch()).toMatchObject({ startedBy: 'bob', removed: ['carol'] });
  });

  it('does not say so of somebody who left', async () => {
    const { world, keeper } = await opened();
    await outcome(world, keeper('carol').leave());
    await world.schedule.calm();
    expect(keeper('alice').epoch()?.members).toEqual(['alice', 'bob']);
    expect(keeper('alice').epoch()).not.toHaveProperty('removed');
  });

  it('does not say so of somebody who was removed, let in again, and left', async () => {
    const { world, keeper } = await opened();
    await outcome(world, keeper('alice').removeMember('carol'));
    await outcome(world, keeper('alice').addMember('carol'));
    await outcome(world, keeper('carol').decide('accept'));
    await outcome(world, keeper('carol').leave());
    await world.schedule.calm();
    expect(keeper('bob').epoch()?.members).toEqual(['alice', 'bob']);
    expect(
      keeper('alice')
        .epochs()
        .map(({ removed }) => removed),
    ).toEqual([undefined, ['carol'], undefined, undefined]);
  });
});
