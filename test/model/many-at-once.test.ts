import { describe, expect, it } from '@jest/globals';
import { createDevice } from './device.ts';
import { createWorld } from './world.ts';

describe('opening a new channel', () => {
  it.each([2, 8, 64])('by %i at once leaves one session, which all read', async (count) => {
    const people = Array.from({ length: count }, (_, index) => `person-${index}`);
    const world = await createWorld(count, { members: people, history: 'fromNowOn', people, failing: 0 });
    const devices = people.map((person) => createDevice(world, person, () => {}));
    for (const device of devices) void device.start();
    await world.schedule.calm();
    const [first] = world.epochs();
    expect(world.epochs()).toHaveLength(1);
    const standing = [...world.seald.sessions.values()].filter(({ isRevoked }) => !isRevoked);
    expect(standing.map(({ id }) => id)).toEqual([first?.encryptionSessionId]);
    expect(Math.max(...world.calls.values())).toBeLessThanOrEqual(2);
    for (const device of devices) void device.send(`from ${device.userId}`);
    await world.schedule.calm();
    expect(world.messages).toHaveLength(count);
    const read: unknown[] = [];
    for (const device of devices)
      for (const message of world.messages) void device.read(message).then((found) => read.push(found));
    await world.schedule.calm();
    expect(read).toHaveLength(count * count);
    expect(read.filter((found) => (found as { kind: string }).kind !== 'message')).toEqual([]);
  });
});
