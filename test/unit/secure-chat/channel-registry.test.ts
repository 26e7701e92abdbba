import { describe, expect, it } from '@jest/globals';
import {
  channelRegistry,
  NEWEST,
  type RegistryApi,
} from '../../../client-example/secure-chat/src/epochs/channel-registry.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';

const epoch = (number: number): Epoch => ({
  epoch: number,
  encryptionSessionId: `session-${number}`,
  createdBy: 'alice',
  createdAt: '2026-11-22T10:00:00.000Z',
});
const CHANNEL = { channelType: 'encrypted', channelId: 'one' };

type Answer = { current: number; epochs: number[] };

/** A backend that gives these answers, one after another; with none it has no epoch at all. */
const registryOf = (...answers: Answer[]) => {
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    async (...about: unknown[]) => {
      asked.push([name, ...about]);
      return { epoch: 'registered' };
    };
  const api = {
    encryptionSession: async (...about: unknown[]) => {
      asked.push(about);
      if (asked.length > 9) throw new Error('asks for ever');
      const answer = answers.shift();
      return answer
        ? { current: epoch(answer.current), epochs: answer.epochs.map(epoch) }
        : { current: null, epochs: [] };
    },
    registerEncryptionSession: note('register'),
    acceptInvitation: note('accept'),
    addMember: note('add'),
    removeMember: note('remove'),
  } as unknown as RegistryApi;
  const registry = channelRegistry(api, 'encrypted:one');
  const listed = async (after: number) => (await registry.list(after)).map((found) => found.epoch);
  return { registry, listed, asked };
};

describe('the epochs that the registry lists', () => {
  it('are none where there is none', async () => {
    const { registry, asked } = registryOf();
    expect(await registry.list(0)).toEqual([]);
    expect(asked).toEqual([[CHANNEL, { after: 0 }]]);
  });

  it('are those up to the current one, page by page', async () => {
    const { listed, asked } = registryOf(
      { current: 5, epochs: [2, 3] },
      { current: 6, epochs: [4, 5] },
      { current: 6, epochs: [6] },
    );
    expect(await listed(1)).toEqual([2, 3, 4, 5, 6]);
    expect(asked.map(([, about]) => about)).toEqual([1, 3, 5].map((after) => ({ after })));
  });

  it('are those of one answer where the current one is among them', async () => {
    const { listed, asked } = registryOf({ current: 3, epochs: [2, 3] });
    expect([await listed(1), asked.length]).toEqual([[2, 3], 1]);
  });

  it('are the current one alone where none is later', async () => {
    for (const after of [NEWEST, 4, 3]) {
      const { listed, asked } = registryOf({ current: 4, epochs: [] });
      expect([await listed(after), asked.length]).toEqual([[4], 1]);
    }
  });

  it('are asked for again where the current one came while the answer was made, with more before it', async () => {
    const { listed, asked } = registryOf({ current: 6, epochs: [] }, { current: 6, epochs: [5, 6] });
    expect([await listed(4), asked.length]).toEqual([[5, 6], 2]);
  });

  it('are asked for again after a page without the current one, though that is the next', async () => {
    const { listed, asked } = registryOf({ current: 4, epochs: [2, 3] }, { current: 4, epochs: [4] });
    expect([await listed(1), asked.length]).toEqual([[2, 3, 4], 2]);
  });

  it('are none any more when the registry loses them between two pages', async () => {
    const { registry } = registryOf({ current: 4, epochs: [2] });
    expect(await registry.list(1)).toEqual([]);
  });

  it('are the current one alone beyond a number that no channel reaches', () => {
    expect(NEWEST).toBe(999_999_999);
  });
});

it('everything else is asked of the backend for the channel', async () => {
  const { registry, asked } = registryOf();
  const request = { encryptionSessionId: 'session-1' };
  expect(await registry.register(request)).toEqual({ epoch: 'registered' });
  expect(await registry.putDataRight(3)).toBeUndefined();
  expect(await registry.acceptInvitation()).toBeUndefined();
  expect(await registry.addMember('bob')).toBeUndefined();
  expect(await registry.removeMember('bob')).toBeUndefined();
  expect(asked).toEqual([
    ['register', CHANNEL, request],
    [CHANNEL, { after: 3, anew: true }],
    ['accept', CHANNEL],
    ['add', CHANNEL, 'bob'],
    ['remove', CHANNEL, 'bob'],
  ]);
});
