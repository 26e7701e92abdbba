import { describe, expect, it } from '@jest/globals';
import type { Device } from './device.ts';
import { openChannel, outcome, until } from './open-channel.ts';
import type { World } from './world.ts';

const readFirst = async (world: World, device: Device): Promise<unknown> => {
  const [message] = world.messages;
  return message && outcome(world, device.read(message));
};

describe('letting somebody in', () => {
  it('is finished after a crash also for those who came in by them meanwhile (model, seed 139627367)', async () => {
    const { world, device, keeper } = await openChannel({
      members: ['bob', 'dave'],
      later: ['carol', 'alice'],
      history: 'whole',
    });
    await outcome(world, device('dave').send('old words'));
    void keeper('dave').addMember('carol');
    await until(world, () => world.epochs().length === 2);
    device('dave').crash();
    await world.schedule.calm();
    expect(await readFirst(world, device('carol'))).toMatchObject({ reason: 'before-you-joined' });
    await outcome(world, keeper('carol').addMember('alice'));
    expect(await readFirst(world, device('alice'))).toMatchObject({ reason: 'before-you-joined' });
    void device('dave').start();
    await world.schedule.calm();
    for (const person of ['carol', 'alice'] as const)
      expect(await readFirst(world, device(person))).toMatchObject({ text: 'old words' });
    expect(await device('dave').owesHistory()).toBe(false);
  });

  it('gives back what was written while they were out, by one who had not heard that they were (model, seed 1928077321)', async () => {
    const { world, device, keeper } = await openChannel({
      members: ['bob', 'dave', 'erin'],
      history: 'whole',
    });
    world.listeners.delete('erin');
    await outcome(world, keeper('dave').removeMember('bob'));
    await outcome(world, device('dave').send('while bob was out'));
    await outcome(world, keeper('erin').addMember('bob'));
    await outcome(world, keeper('bob').decide('accept'));
    expect(await readFirst(world, device('bob'))).toMatchObject({ text: 'while bob was out' });
  });

  it('looks for those who came in by them while it is being finished', async () => {
    const { world, device, keeper } = await openChannel({
      members: ['bob', 'dave'],
      later: ['carol', 'alice'],
      history: 'whole',
    });
    await outcome(world, device('dave').send('old words'));
    const [opened, open] = gate();
    device('dave').crash();
    const { forUser } = world.seald;
    world.seald.forUser = (userId, wait) => {
      const sessions = forUser(userId, wait);
      const addReaders: typeof sessions.addReaders = (...asked) =>
        opened.then(() => sessions.addReaders(...asked));
      return userId === 'dave' ? { ...sessions, addReaders } : sessions;
    };
    void device('dave').start();
    await world.schedule.calm();
    void keeper('dave').addMember('carol');
    await world.schedule.calm();
    world.listeners.delete('dave');
    await outcome(world, keeper('carol').addMember('alice'));
    open();
    await world.schedule.calm();
    for (const person of ['carol', 'alice'] as const)
      expect(await readFirst(world, device(person))).toMatchObject({ text: 'old words' });
  });

  it('is not gone on with after a member has removed them, whoever puts them back', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice', 'bob'], later: ['carol'] });
    void keeper('alice').addMember('carol');
    await until(world, () => world.channel().members.has('carol'));
    device('alice').crash();
    await outcome(world, keeper('bob').addMember('carol'));
    await outcome(world, keeper('bob').removeMember('carol'));
    expect(world.epochs()).toHaveLength(3);
    world.setMember('carol', true); // by the operator
    void device('alice').start();
    await world.schedule.calm();
    expect(keeper('alice').epoch()).toMatchObject({ epoch: 3, members: ['alice', 'bob'] });
    expect(keeper('carol').notice()).toMatchObject({ kind: 'removed' });
    await outcome(world, keeper('alice').addMember('carol')); // a decision of now
    expect(keeper('alice').epoch()).toMatchObject({ members: ['alice', 'bob', 'carol'] });
  });

  it('wins over an epoch without them that came first', async () => {
    const { world, keeper } = await openChannel({ members: ['alice', 'bob', 'carol'] });
    void keeper('bob').removeMember('carol');
    await until(world, () => world.epochs().length === 2);
    await outcome(world, keeper('alice').addMember('carol'));
    expect(keeper('alice').epoch()?.members).toEqual(['alice', 'bob', 'carol']);
  });
});

const gate = (): [Promise<void>, () => void] => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
};
