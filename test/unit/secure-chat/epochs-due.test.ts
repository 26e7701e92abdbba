import { describe, expect, it } from '@jest/globals';
import {
  type DueFacts,
  dueEpoch,
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

describe('pins', () => {
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
  it('grows with the rank and stays below a minute', () => {
    const members = Array.from({ length: 64 }, (_, index) => `m${String(index).padStart(2, '0')}`);
    expect(rankDelay('m00', members)).toBeLessThan(rankDelay('m01', members));
    expect(rankDelay('m63', members)).toBeLessThanOrEqual(60_000);
  });
});
