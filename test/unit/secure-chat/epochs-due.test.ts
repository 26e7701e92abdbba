import { describe, expect, it } from '@jest/globals';
import {
  type DueFacts,
  dueEpoch,
  nextMembers,
  notLeftOut,
  rankDelay,
  USUAL_ROTATION,
} from '../../../client-example/secure-chat/src/epochs/due.ts';
import { channelPins, NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { anyKeys } from '../../support/authors.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);

const facts = (changes: Partial<DueFacts> = {}): DueFacts => ({
  userId: 'alice',
  trusted: {
    epoch: 1,
    encryptionSessionId: '6c0e3f6e-9c41-4f3a-9b57-0c6f0b7f2f11',
    startedBy: 'alice',
    startedAt: new Date(start).toISOString(),
    members: ['alice', 'bob'],
    history: 'fromNowOn',
  },
  atStream: new Set(['alice', 'bob']),
  letIn: [],
  shutOut: [],
  messages: 0,
  trustedAt: start,
  now: start,
  rotation: { messages: 10, days: 30 },
  ...changes,
});

describe('a new epoch', () => {
  it('is not due while nothing has changed', () => {
    expect(dueEpoch(facts())).toBeNull();
  });

  it('is due when a reader has left, without them', () => {
    const due = dueEpoch(facts({ atStream: new Set(['alice']) }));
    expect(due).toEqual({ left: ['bob'], joined: [], members: ['alice'] });
  });

  it('is due for people let in here once Stream lists them, and for nobody else whom Stream lists', () => {
    const atStream = new Set(['alice', 'bob', 'carol', 'mallory']);
    expect(dueEpoch(facts({ atStream }))).toBeNull();
    expect(dueEpoch(facts({ letIn: ['carol'] }))).toBeNull();
    expect(dueEpoch(facts({ atStream, letIn: ['carol'] }))).toMatchObject({
      joined: ['carol'],
      members: ['alice', 'bob', 'carol'],
    });
  });

  it('is due without people shut out by a decision', () => {
    expect(dueEpoch(facts({ shutOut: ['bob'] }))).toMatchObject({ left: ['bob'], members: ['alice'] });
  });

  it.each([
    ['messages', { messages: 10 }, true],
    ['fewer messages', { messages: 9 }, false],
    ['age', { now: start + 30 * DAY_MS }, true],
    ['a day less', { now: start + 29 * DAY_MS }, false],
    ['age by a clock far ahead', { now: start + 400 * DAY_MS, trustedAt: start + 400 * DAY_MS }, false],
  ] as const)('is due by count and age: %s', (_, changes, isDue) => {
    expect(dueEpoch(facts(changes)) !== null).toBe(isDue);
  });

  it('is due after 10 000 messages and after 30 days unless told otherwise', () => {
    const isDue = (changes: Partial<DueFacts>) =>
      dueEpoch(facts({ rotation: USUAL_ROTATION, ...changes })) !== null;
    expect([9_999, 10_000].map((messages) => isDue({ messages }))).toEqual([false, true]);
    expect([30 * DAY_MS - 1, 30 * DAY_MS].map((age) => isDue({ now: start + age }))).toEqual([false, true]);
  });
});

describe('who is in the next epoch', () => {
  it('is oneself, whatever Stream lists, and each once, in order', () => {
    expect(nextMembers(facts({ atStream: new Set() }))).toEqual(['alice']);
    const atStream = new Set(['carol', 'bob', 'aaron']);
    expect(nextMembers(facts({ atStream, letIn: ['carol', 'bob', 'aaron'] }))).toEqual([
      'aaron',
      'alice',
      'bob',
      'carol',
    ]);
  });

  it('is nobody who is shut out, also while being let in', () => {
    const atStream = new Set(['alice', 'bob', 'carol']);
    expect(nextMembers(facts({ atStream, letIn: ['carol'], shutOut: ['carol'] }))).toEqual(['alice', 'bob']);
  });

  it('is told with who leaves and who comes at once, and due by age without either', () => {
    const atStream = new Set(['alice', 'carol']);
    expect(dueEpoch(facts({ atStream, letIn: ['carol'] }))).toEqual({
      left: ['bob'],
      joined: ['carol'],
      members: ['alice', 'carol'],
    });
    expect(dueEpoch(facts({ messages: 10 }))).toEqual({ left: [], joined: [], members: ['alice', 'bob'] });
  });

  it('comes by age no sooner than this device has trusted the last for a day, or for as long as the rotation', () => {
    const old = { now: start + 40 * DAY_MS };
    const isDue = (changes: Partial<DueFacts>) => dueEpoch(facts({ ...old, ...changes })) !== null;
    expect([DAY_MS - 1, DAY_MS].map((age) => isDue({ trustedAt: old.now - age }))).toEqual([false, true]);
    const rotation = { messages: 10, days: 0.5 };
    const half = [DAY_MS / 2 - 1, DAY_MS / 2].map((age) => isDue({ rotation, trustedAt: old.now - age }));
    expect(half).toEqual([false, true]);
  });
});

describe('who is not left out', () => {
  const epochs = (...all: string[][]) => all.map((members) => ({ ...facts().trusted, members }));
  it.each([
    ['an epoch that has them', epochs(['bob']), ['bob']],
    ['epochs that never had them', epochs(['alice'], ['alice']), ['bob']],
    ['an epoch without them after one with them', epochs(['bob'], ['alice']), []],
    ['one without them before one with them', epochs(['alice'], ['bob']), ['bob']],
    ['them being left out and let in again', epochs(['bob'], ['alice'], ['bob']), []],
    ['no epoch', [], ['bob']],
  ])('is told of %s', (_, all, left) => {
    expect(notLeftOut(['bob'], all)).toEqual(left);
  });

  it('is told of each alone', () => {
    expect(notLeftOut(['bob', 'carol'], epochs(['bob', 'carol'], ['carol']))).toEqual(['carol']);
  });
});

describe('pins', () => {
  const full = () => {
    const epoch = (number: number, members: string[], authorKeys: string[]) => ({
      ...facts().trusted,
      epoch: number,
      members,
      authorKeys,
      removed: ['dave'],
      unseen: ['bob'],
      untold: ['bob'],
      unverified: ['erin'],
      reactionKey: KEYS.c,
      hash: KEYS.c,
      previous: { encryptionSessionId: facts().trusted.encryptionSessionId, hash: KEYS.a },
    });
    const epochs = [
      epoch(1, ['alice', 'bob'], [KEYS.a, KEYS.b]),
      epoch(2, ['bob', 'carol'], [KEYS.b, KEYS.c]),
    ];
    const owesSince = facts().trusted.encryptionSessionId;
    return {
      ...NO_PIN,
      epochs,
      trustedAt: 1,
      messages: 2,
      countedTo: 3,
      letIn: ['x'],
      owesSince,
      shutOut: ['y'],
    };
  };
  const KEYS = { a: 'A'.repeat(43), b: `${'B'.repeat(42)}A`, c: `${'C'.repeat(42)}A` };
  const kept = async (storage: ReturnType<typeof memoryStorage>) =>
    JSON.parse((await storage.get('epochs/encrypted:one')) ?? '');

  it('keep all of it, each author key once', async () => {
    const storage = memoryStorage();
    await channelPins(storage).save('encrypted:one', full());
    expect(await channelPins(storage).load('encrypted:one')).toEqual(full());
    const { authorKeys, epochs } = await kept(storage);
    expect(authorKeys).toEqual(Object.values(KEYS));
    expect(epochs.map(({ keys }: { keys: number[] }) => keys)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(epochs[0]).not.toHaveProperty('authorKeys');
  });

  it('trust nobody and let nobody in where there is none', async () => {
    expect(await channelPins(memoryStorage()).load('encrypted:one')).toEqual({
      v: 2,
      epochs: [],
      trustedAt: 0,
      messages: 0,
      countedTo: 0,
      letIn: [],
      owesSince: null,
      shutOut: [],
    });
  });

  it('are those of their channel', async () => {
    const storage = memoryStorage();
    await channelPins(storage).save('encrypted:one', full());
    expect(await channelPins(storage).load('encrypted:two')).toEqual(NO_PIN);
  });

  it('count from nothing where a record does not say how far', async () => {
    const storage = memoryStorage();
    await channelPins(storage).save('encrypted:one', full());
    const { countedTo: _, ...rest } = await kept(storage);
    await storage.set('epochs/encrypted:one', JSON.stringify(rest));
    expect(await channelPins(storage).load('encrypted:one')).toEqual({ ...full(), countedTo: 0 });
  });

  it.each([
    ['v', 1],
    ['epochs', [7]],
    ['authorKeys', [KEYS.a, KEYS.b]],
    ['authorKeys', [KEYS.a, KEYS.b, 'short']],
    ['trustedAt', '1'],
    ['messages', null],
    ['letIn', [7]],
    ['owesSince', 'session'],
    ['shutOut', 'y'],
  ])('count as none with another %s: %j', async (field, value) => {
    const storage = memoryStorage();
    await channelPins(storage).save('encrypted:one', full());
    await storage.set('epochs/encrypted:one', JSON.stringify({ ...(await kept(storage)), [field]: value }));
    expect(await channelPins(storage).load('encrypted:one')).toEqual(NO_PIN);
  });

  it.each([
    ['epoch', 0],
    ['encryptionSessionId', 'session'],
    ['startedBy', null],
    ['startedAt', 7],
    ['members', [7, 8]],
    ['removed', [7]],
    ['history', 'none'],
    ['keys', [0]],
    ['keys', [0, -1]],
    ['keys', [0, 0.5]],
    ['unseen', 'bob'],
    ['unseen', [7]],
    ['untold', [7]],
    ['unverified', [7]],
    ['unverified', 'some'],
    ['reactionKey', null],
    ['hash', 'short'],
    ['previous', { encryptionSessionId: 'session', hash: KEYS.a }],
    ['previous', { encryptionSessionId: facts().trusted.encryptionSessionId }],
  ])('count as none with another %s in an epoch: %j', async (field, value) => {
    const storage = memoryStorage();
    await channelPins(storage).save('encrypted:one', full());
    const record = await kept(storage);
    record.epochs[1][field] = value;
    await storage.set('epochs/encrypted:one', JSON.stringify(record));
    expect(await channelPins(storage).load('encrypted:one')).toEqual(NO_PIN);
  });

  it('come back as they were stored, and count as none when they cannot be read', async () => {
    const storage = memoryStorage();
    const pins = channelPins(storage);
    expect(await pins.load('encrypted:one')).toEqual(NO_PIN);
    const { trusted } = facts();
    const epochs = [{ ...trusted, history: 'whole' as const, ...anyKeys(trusted.members) }];
    const pin = { ...NO_PIN, epochs, letIn: ['carol'] };
    await pins.save('encrypted:one', pin);
    expect(await pins.load('encrypted:one')).toEqual(pin);
    const kept = JSON.parse((await storage.get('epochs/encrypted:one')) ?? '');
    await storage.set('epochs/encrypted:one', JSON.stringify({ ...kept, authorKeys: [] }));
    expect(await pins.load('encrypted:one')).toEqual(NO_PIN);
    await storage.set('epochs/encrypted:one', '{"v":2}');
    expect(await pins.load('encrypted:one')).toEqual(NO_PIN);
  });
});

describe('the delay before re-keying', () => {
  it('is two seconds for each place among the members, in whatever order they are given, and a minute at most', () => {
    expect(['a', 'b', 'c'].map((id) => rankDelay(id, ['c', 'a', 'b']))).toEqual([2_000, 4_000, 6_000]);
    expect(rankDelay('nobody', ['b', 'a'])).toBe(2_000);
    const many = Array.from({ length: 40 }, (_, at) => `m${String(at).padStart(2, '0')}`);
    expect([28, 29, 30, 39].map((at) => rankDelay(many[at] ?? '', many))).toEqual([
      58_000, 60_000, 62_000, 80_000,
    ]);
  });

  it('is another for each of a thousand', () => {
    const members = Array.from({ length: 1_000 }, (_, index) => `m${String(index).padStart(3, '0')}`);
    expect(new Set(members.map((id) => rankDelay(id, members))).size).toBe(1_000);
  });
});
