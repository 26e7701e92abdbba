import { beforeEach, expect, it } from '@jest/globals';
import { askRegistered } from '../../../client-example/secure-chat/src/contacts/ask-registered.ts';

const hashOf = (userId: string) => Buffer.from(userId.padEnd(32)).toString('hex');
const registered = (userId: string) => ({ sigchainHash: hashOf(userId) });

let asked: string[];
let members: Set<string>;
let known: Set<string>;
const ask = askRegistered({
  memberKeys: async ({ channelType, channelId }, userIds) => {
    asked.push(`${channelType}:${channelId} ${userIds.length}`);
    const told = userIds.filter((userId) => members.has(userId) && known.has(userId)).reverse();
    return { registered: told.map((userId) => ({ userId, ...registered(userId) })) };
  },
  sigchainHash: async (userId) => {
    asked.push(userId);
    return { registered: known.has(userId) ? registered(userId) : null };
  },
});

const crowd = Array.from({ length: 250 }, (_, n) => `one-of-${n}`);
beforeEach(() => {
  asked = [];
  members = new Set(crowd);
  known = new Set([...crowd, 'elsewhere']);
});

it('asks for members of a channel a hundred at a time, and answers in their order', async () => {
  expect(await ask(crowd, 'team:tea')).toEqual(crowd.map(registered));
  expect(asked).toEqual(['team:tea 100', 'team:tea 100', 'team:tea 50']);
});

it('asks for others alone, for one person, and for those of whom nothing is told there: they may share another channel', async () => {
  expect(await ask(['one-of-1', 'elsewhere', 'nobody'], 'team:tea')).toEqual([
    registered('one-of-1'),
    registered('elsewhere'),
    null,
  ]);
  expect(asked).toEqual(['team:tea 3', 'elsewhere', 'nobody']);
  asked = [];
  await ask(['one-of-1'], 'team:tea');
  await ask(['one-of-1', 'one-of-2']);
  expect(asked).toEqual(['one-of-1', 'one-of-1', 'one-of-2']);
});
