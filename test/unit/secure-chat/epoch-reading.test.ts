import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { openChannel, outcome } from '../../model/open-channel.ts';
import type { StoredMessage } from '../../model/world.ts';

type Opened = Awaited<ReturnType<typeof openChannel>>;

const send = async ({ world, device }: Opened, words: string): Promise<StoredMessage> => {
  await outcome(world, device('alice').send(words));
  const sent = world.messages.at(-1);
  if (!sent) throw new Error('nothing was sent');
  return sent;
};

describe('a message of an epoch that has ended', () => {
  const MINUTE_MS = 60_000;

  it.each([
    [4, { text: 'late' }],
    [6, { reason: 'superseded-session' }],
  ])('stored %i minutes after that', async (minutes, expected) => {
    const opened = await openChannel({ members: ['alice', 'bob'] });
    const { world, device, keeper } = opened;
    const message = await send(opened, 'late');
    await outcome(world, keeper('alice').renewEncryption());
    const end = new Date(keeper('bob').epoch()?.startedAt ?? '').getTime();
    const at = new Date(end + minutes * MINUTE_MS).toISOString();
    const late = { ...message, created_at: at, updated_at: at };
    expect(await outcome(world, device('bob').read(late))).toMatchObject(expected);
  });
});

describe('a message sent while the new epoch is registered and not named at Stream', () => {
  it('is sent in the new one, once some minutes have gone by', async () => {
    const opened = await openChannel({ members: ['alice', 'bob'] });
    const { world, device, keeper } = opened;
    world.failures.isNaming = true;
    const failed = await outcome(world, keeper('alice').renewEncryption());
    expect(failed).toMatchObject({ type: 'STREAM_UNAVAILABLE' });
    device('alice').crash();
    world.failures.isNaming = false;
    await world.schedule.advance(5 * 60_000);
    await outcome(world, device('bob').send('words'));
    const [, second] = world.epochs();
    expect(world.messages).toMatchObject([{ encryptionSessionId: second?.encryptionSessionId }]);
    expect(world.named()).toBe(second?.encryptionSessionId);
  });

  it('is sent in the old one while the registry is away, and the registry is left alone for a minute', async () => {
    const { world, device } = await openChannel({ members: ['alice', 'bob'] });
    await world.schedule.advance(10 * 60_000);
    const asked = () => world.calls.get('bob') ?? 0;
    const before = asked();
    world.failures.isAway = true;
    for (const words of ['one', 'two']) {
      void device('bob').send(words);
      await world.schedule.drain();
    }
    expect(world.messages).toHaveLength(2);
    expect(asked() - before).toBe(1);
  });
});

describe('a message of somebody with no epochs left', () => {
  it('is not sent where one who left could read it, is not lost, and goes out once there is one', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice', 'bob', 'carol'] });
    world.failures.isSpent = true;
    await outcome(world, keeper('alice').removeMember('carol'));
    expect(await outcome(world, device('alice').send('words'))).toMatchObject({ type: 'RATE_LIMITED' });
    expect(world.messages).toEqual([]);
    expect(keeper('alice').notice()).toBeNull();
    world.failures.isSpent = false;
    await outcome(world, device('alice').send('words'));
    const [, second] = world.epochs();
    expect(world.messages).toMatchObject([{ encryptionSessionId: second?.encryptionSessionId }]);
  });
});

describe('a message from before one came', () => {
  const joinLater = async (history: 'whole' | 'fromNowOn') => {
    const opened = await openChannel({ members: ['alice', 'bob'], later: ['carol'], history });
    const message = await send(opened, 'old words');
    await outcome(opened.world, opened.keeper('alice').renewEncryption());
    return { ...opened, message };
  };

  it('is found from welcome to welcome, where the whole history is given', async () => {
    const { world, device, keeper, message } = await joinLater('whole');
    await outcome(world, keeper('alice').addMember('carol'));
    expect(
      keeper('carol')
        .epochs()
        .map(({ epoch }) => epoch),
    ).toEqual([3]);
    // However many epochs there are, who comes reads the current one, until they look at what was before.
    expect(Math.min(...(world.listedAfter.get('carol') ?? [0]))).toBeGreaterThanOrEqual(2);
    expect(await outcome(world, device('carol').read(message))).toMatchObject({ text: 'old words' });
    expect(
      keeper('carol')
        .epochs()
        .map(({ epoch }) => epoch),
    ).toEqual([1, 2, 3]);
  });

  it('is not read where it is not', async () => {
    const { world, device, keeper, message } = await joinLater('fromNowOn');
    await outcome(world, keeper('alice').addMember('carol'));
    expect(await outcome(world, device('carol').read(message))).toMatchObject({
      reason: 'before-you-joined',
    });
  });

  it('is not looked for past a welcome that is another one’s', async () => {
    const { world, device, keeper, message } = await joinLater('whole');
    await outcome(world, keeper('alice').addMember('carol'));
    const [first, second] = world.epochs();
    if (!first || !second) throw new Error('no epochs');
    world.epochs()[1] = { ...second, ...(first.welcome && { welcome: first.welcome }) };
    expect(await outcome(world, device('carol').read(message))).toMatchObject({
      reason: 'before-you-joined',
    });
    expect(
      keeper('carol')
        .epochs()
        .map(({ epoch }) => epoch),
    ).toEqual([3]);
  });
});

it('a session that Seald does not give is asked for once a minute, however many messages it has', async () => {
  const opened = await openChannel({ members: ['alice', 'bob'] });
  const { world, device, keeper } = opened;
  const messages = [await send(opened, 'one'), await send(opened, 'two')];
  await outcome(world, keeper('alice').renewEncryption());
  const id = messages[0]?.encryptionSessionId ?? '';
  const session = world.seald.sessions.get(id);
  if (!session) throw new Error('no session');
  device('bob').crash();
  await outcome(world, device('bob').start());
  let asked = 0;
  world.seald.sessions.set(id, {
    ...session,
    get isRevoked() {
      asked += 1;
      return true;
    },
  });
  const readBoth = async () => {
    const inTurn = async () => [
      await device('bob').read(messages[0] as StoredMessage),
      await device('bob').read(messages[1] as StoredMessage),
    ];
    const one = { reason: 'before-you-joined' };
    expect(await outcome(world, inTurn())).toMatchObject([one, one]);
  };
  await readBoth();
  expect(asked).toBe(1);
  await world.schedule.advance(61_000);
  await readBoth();
  expect(asked).toBe(2);
});

it('a message of a session that the registry does not have is never looked up at Seald', async () => {
  const opened = await openChannel({ members: ['alice', 'bob'] });
  const { world, device } = opened;
  const message = await send(opened, 'words');
  const session = await world.seald.forUser('alice', async () => {}).create(['bob']);
  const text = await session.encryptMessage('anything');
  const foreign = { ...message, id: randomUUID(), text };
  expect(await outcome(world, device('bob').read(foreign))).toMatchObject({ reason: 'other-session' });
});

describe('a sender who has not heard of the newest epoch', () => {
  it('is refused, asks the registry, and sends once more', async () => {
    const opened = await openChannel({ members: ['alice', 'bob'] });
    const { world, keeper, departures } = opened;
    const [first] = world.epochs();
    world.listeners.delete('alice');
    await outcome(world, keeper('bob').renewEncryption());
    const message = await send(opened, 'words');
    const [, second] = world.epochs();
    expect(departures.map(({ encryptionSessionId }) => encryptionSessionId)).toEqual([
      first?.encryptionSessionId,
      second?.encryptionSessionId,
    ]);
    expect(message.encryptionSessionId).toBe(second?.encryptionSessionId);
    expect(world.messages).toHaveLength(1);
  });
});
