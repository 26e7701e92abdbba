import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countMessages } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { createMessageCounter } from '../../../client-example/secure-chat/src/epochs/due-count.ts';
import type { EpochEvent } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import { type Keeping, updatePin } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { createTurns } from '../../../client-example/secure-chat/src/platform/in-turn.ts';
import { until as soon } from '../../conformance/stream-stage.ts';
import { openChannel, outcome, until } from '../../model/open-channel.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

describe('messages of an epoch, over all the times that a channel is open', () => {
  const opened = () => openChannel({ members: ['alice', 'bob'] });

  it('are counted: ten openings of four messages each reach a limit of six', async () => {
    const { world, device } = await opened();
    for (let day = 1; day <= 10; day++) {
      for (const person of ['alice', 'bob'] as const)
        for (const words of ['one', 'two']) await outcome(world, device(person).send(words));
      for (const person of ['alice', 'bob'] as const) {
        device(person).crash();
        void device(person).start();
      }
      await world.schedule.calm();
    }
    expect(world.messages).toHaveLength(40);
    expect(world.epochs().length).toBeGreaterThan(5);
  });

  it('count when they came while it was closed, and once however often it is opened', async () => {
    const { world, device } = await opened();
    device('bob').crash();
    for (const words of ['one', 'two', 'three']) await outcome(world, device('alice').send(words));
    for (let times = 0; times < 3; times++) {
      await outcome(world, device('bob').start());
      expect(await device('bob').counted()).toBe(3);
      device('bob').crash();
    }
    expect(await device('alice').counted()).toBe(3);
  });

  it('count though the device fails before it has stored them', async () => {
    const { world, device } = await opened();
    await outcome(world, device('alice').send('stored'));
    void device('alice').send('seen, and not stored');
    await until(world, () => world.messages.length === 2);
    await world.schedule.drain();
    device('bob').crash();
    expect(await device('bob').counted()).toBe(1);
    await outcome(world, device('bob').start());
    expect(await device('bob').counted()).toBe(2);
  });

  it('count whatever dates the server gives some of them', async () => {
    const { world, device, keeper } = await opened();
    await outcome(world, device('alice').send('one'));
    const [first] = world.messages;
    if (!first) throw new Error('nothing was sent');
    keeper('bob').count({ ...first, id: 'no date', created_at: 'soon' });
    keeper('bob').count({ ...first, id: 'far ahead', created_at: '2999-01-01T00:00:00Z' });
    await world.schedule.calm();
    expect(await device('bob').counted()).toBe(2);
    device('bob').crash();
    await outcome(world, device('alice').send('two'));
    await outcome(world, device('bob').start());
    expect(await device('bob').counted()).toBe(3);
  });

  it('are stored together, ten seconds after the first', async () => {
    const { world, device, keeper } = await opened();
    await outcome(world, device('alice').send('one'));
    const [first] = world.messages;
    if (!first) throw new Error('nothing was sent');
    const delays: number[] = [];
    const timer = (_: () => void, milliseconds: number) => {
      delays.push(milliseconds);
      return () => {};
    };
    const pin = { ...NO_PIN, epochs: keeper('bob').epochs() };
    const keeping = { pin, now: () => new Date() } as Keeping; // what this uses of it
    const { count } = createMessageCounter(keeping, createTurns(), timer);
    for (const id of ['1', '2', '3']) count({ ...first, id });
    expect(keeping.pin.messages).toBe(3);
    expect(delays).toEqual([10_000]);
  });

  it('count while something else is stored', async () => {
    const save = async () => {
      keeping.pin = { ...keeping.pin, messages: 1 };
    };
    const keeping = { cid: 'c', pin: NO_PIN, pins: { save } } as unknown as Keeping; // what this uses of it
    await updatePin(keeping, { letIn: ['carol'] });
    expect(keeping.pin).toEqual({ ...NO_PIN, messages: 1, letIn: ['carol'] });
  });

  it('do not count when they are of another epoch', async () => {
    const { world, device, keeper } = await opened();
    await outcome(world, device('alice').send('one'));
    await outcome(world, keeper('alice').renewEncryption());
    expect(await device('bob').counted()).toBe(0);
    const [first] = world.messages;
    if (first) keeper('bob').count({ ...first, id: 'late' });
    await world.schedule.calm();
    expect(await device('bob').counted()).toBe(0);
  });

  it('are not stored once the channel is closed: the device may have been wiped', async () => {
    const { world, device, keeper } = await opened();
    await outcome(world, device('alice').send('one'));
    const [first] = world.messages;
    if (!first) throw new Error('nothing was sent');
    const atBob = keeper('bob');
    const later = new Date(world.schedule.now().getTime() + 1).toISOString();
    atBob.count({ ...first, id: 'before', created_at: later });
    atBob.close();
    atBob.count({ ...first, id: 'after', created_at: later });
    await world.schedule.calm();
    expect(await device('bob').counted()).toBe(1);
  });
});

describe('an open channel', () => {
  let ends: TwoEnds;
  beforeAll(async () => {
    ends = await openTwoEnds();
  });
  afterAll(() => ends.close());

  const rotation = { messages: 4, days: 30 };
  const epochOf = (channel: EncryptedChannel) => channel.epoch()?.epoch;

  it('counts the messages that are loaded, and on from there', async () => {
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben']);
    const atAnn = await ends.open(ends.ann, id);
    for (const words of ['one', 'two', 'three']) await atAnn.send(words);
    const atBen = await ends.open(ends.ben, id, { rotation });
    await atBen.send('four');
    expect(epochOf(atBen)).toBe(1);
    await atBen.send('five');
    expect(epochOf(atBen)).toBe(2);
  });

  it('counts what its user sends from another device', async () => {
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben']);
    const onTelephone = await ends.open(ends.ann, id);
    const onTablet = await ends.open(ends.ann, id, { rotation });
    for (const words of ['one', 'two', 'three', 'four']) await onTelephone.send(words);
    await soon(() => onTablet.stream.state.latestMessages.length === 4);
    await onTablet.send('from here');
    expect(epochOf(onTablet)).toBe(2);
  });

  it('counts what its user sends from here, though Stream does not tell of it', async () => {
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben']);
    const atAnn = await ends.open(ends.ann, id, { rotation });
    ends.stage.service.faults.set({ muteEvents: true });
    for (const words of ['one', 'two', 'three', 'four', 'five']) await atAnn.send(words);
    ends.stage.service.faults.set({ muteEvents: false });
    expect(epochOf(atAnn)).toBe(2);
  });

  it('has all that is loaded counted again with a new epoch and a new connection', async () => {
    const [atAnn] = await ends.openPair();
    const { stream } = atAnn;
    const told: string[] = [];
    const listeners = new Set<(event: EpochEvent) => void>();
    const stop = countMessages(stream, {
      count: ({ id }) => void told.push(id),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    });
    const emit = (event: object) => {
      for (const listener of listeners) listener(event as EpochEvent); // only the type is looked at
    };
    const id = await atAnn.send('one');
    await soon(() => told.length === 1);
    emit({ type: 'security-notice' });
    emit({ type: 'epoch' });
    stream.getClient().dispatchEvent({ type: 'connection.recovered' });
    expect(told).toEqual([id, id, id]);
    stop();
    emit({ type: 'epoch' });
    stream.getClient().dispatchEvent({ type: 'connection.recovered' });
    await atAnn.send('two');
    await soon(() => stream.state.latestMessages.length === 2);
    expect(told).toHaveLength(3);
  });
});
