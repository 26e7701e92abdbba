import { describe, expect, it } from '@jest/globals';
import type { HistoryPolicy } from '../../shared/contract/channel.ts';
import { createDevice, type Device } from './device.ts';
import { createWorld, type Person, type World } from './world.ts';

/** A channel of these two, in which everything arrives, and devices for them and for who comes later. */
const openChannel = async (members: readonly Person[], later: readonly Person[], history: HistoryPolicy) => {
  const people = [...members, ...later];
  const world = await createWorld(1, { members, history, people, failing: 0 });
  const devices = people.map((person) => createDevice(world, person, () => {}));
  for (const device of devices) if (members.includes(device.userId as Person)) void device.start();
  await world.schedule.calm();
  return { world, devices };
};

/** Lets things go on until this is so. */
const until = async (world: World, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  await world.schedule.settle();
  while (!(await isSo())) if (!(await world.schedule.step())) throw new Error('does not come about');
};

const readFirst = async (world: World, device: Device | undefined): Promise<unknown> => {
  const [message] = world.messages;
  if (!message || !device) throw new Error('nothing to read');
  let found: unknown;
  void device.read(message).then((read) => {
    found = read.kind === 'message' ? read.text : read;
  });
  await world.schedule.calm();
  return found;
};

describe('letting somebody in', () => {
  it('is finished after a crash also for those who came in by them meanwhile (model, seed 139627367)', async () => {
    const { world, devices } = await openChannel(['bob', 'dave'], ['carol', 'alice'], 'whole');
    const [, dave, carol, alice] = devices;
    void dave?.send('old words');
    await world.schedule.calm();
    void dave?.keeper()?.addMember('carol');
    await until(world, () => world.epochs().length === 2);
    dave?.crash();
    await world.schedule.calm();
    expect(await readFirst(world, carol)).toMatchObject({ reason: 'before-you-joined' });
    void carol?.keeper()?.addMember('alice');
    await world.schedule.calm();
    expect(await readFirst(world, alice)).toMatchObject({ reason: 'before-you-joined' });
    void dave?.start();
    await world.schedule.calm();
    expect(await readFirst(world, carol)).toBe('old words');
    expect(await readFirst(world, alice)).toBe('old words');
    expect(await dave?.owesHistory()).toBe(false);
  });

  it('is not gone on with after a member has removed them, whoever puts them back', async () => {
    const { world, devices } = await openChannel(['alice', 'bob'], ['carol'], 'fromNowOn');
    const [alice, bob, carol] = devices;
    void alice?.keeper()?.addMember('carol');
    await until(world, () => world.channel().members.has('carol'));
    alice?.crash();
    for (const change of ['addMember', 'removeMember'] as const) {
      void bob?.keeper()?.[change]('carol');
      await world.schedule.calm();
    }
    expect(world.epochs()).toHaveLength(3);
    world.setMember('carol', true); // by the operator
    void alice?.start();
    await world.schedule.calm();
    expect(alice?.keeper()?.epoch()).toMatchObject({ epoch: 3, members: ['alice', 'bob'] });
    expect(carol?.keeper()?.notice()).toMatchObject({ kind: 'removed' });
    void alice?.keeper()?.addMember('carol'); // a decision of now
    await world.schedule.calm();
    expect(carol?.keeper()?.epoch()).toMatchObject({ members: ['alice', 'bob', 'carol'] });
  });

  it('wins over an epoch without them that came first', async () => {
    const { world, devices } = await openChannel(['alice', 'bob', 'carol'], [], 'fromNowOn');
    const [alice, bob] = devices;
    void bob?.keeper()?.removeMember('carol');
    await until(world, () => world.epochs().length === 2);
    void alice?.keeper()?.addMember('carol');
    await world.schedule.calm();
    expect(alice?.keeper()?.epoch()?.members).toEqual(['alice', 'bob', 'carol']);
  });
});
