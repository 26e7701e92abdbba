import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { StreamChange } from '../../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import { createKeeping, type KeepingDeps } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { watchChannel } from '../../../client-example/secure-chat/src/epochs/watch-channel.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { createTurns } from '../../../client-example/secure-chat/src/platform/in-turn.ts';
import { anyKeys } from '../../support/authors.ts';

const START = '2026-11-22T10:00:00.000Z';

/** A device that trusts the one epoch there is, and hears of changes by `tell`. */
const watched = (putDataRight = async () => {}) => {
  const encryptionSessionId = randomUUID();
  const data = { named: encryptionSessionId };
  let tell = (_: StreamChange): void => {};
  const stream = {
    cid: 'encrypted:watched',
    members: () => new Set(['alice']),
    invitedBy: () => null,
    namedSession: () => data.named,
    mayHaveMissed: () => false,
    onChange: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  };
  const current = { encryptionSessionId, epoch: 1, createdBy: 'alice', createdAt: START };
  const deps = {
    userId: 'alice',
    stream,
    registry: { list: async () => [current], putDataRight },
    rotation: { messages: 10, days: 1 },
    now: () => new Date(START),
    seald: { retrieve: async (sessionId: string) => ({ sessionId }) },
    contacts: {},
  } as unknown as KeepingDeps;
  const keeping = createKeeping(deps, () => {});
  const trusted = {
    ...current,
    startedBy: 'alice',
    startedAt: START,
    members: ['alice'],
    ...anyKeys(['alice']),
  };
  const epochs = [{ ...trusted, history: 'fromNowOn' as const }];
  keeping.pin = { ...NO_PIN, epochs, trustedAt: Date.parse(START) };
  const wake = async () => {};
  watchChannel(keeping, createTurns(), { timer: () => () => {}, onRecovered: () => {}, wake });
  return { keeping, data, tell: (change: StreamChange) => tell(change), encryptionSessionId };
};

it('tells of a foreign name in the data also when they are mended before the registry was asked', async () => {
  const { keeping, data, tell, encryptionSessionId } = watched();
  data.named = randomUUID();
  const { named } = data;
  tell('data');
  data.named = encryptionSessionId;
  tell('data');
  await nextTurn();
  expect(keeping.notice).toMatchObject({ kind: 'session-id-swapped', trusted: encryptionSessionId, named });
});

it('says nothing while the data name what is trusted', async () => {
  const { keeping, tell } = watched();
  tell('data');
  await nextTurn();
  expect(keeping.notice).toBeNull();
});

it('tells of a foreign name also when the data cannot be put right', async () => {
  const { keeping, data, tell } = watched(() => Promise.reject(new MessagingApiError('TIMEOUT')));
  data.named = randomUUID();
  tell('data');
  await nextTurn();
  expect(keeping.notice).toMatchObject({ kind: 'session-id-swapped', named: data.named });
});
