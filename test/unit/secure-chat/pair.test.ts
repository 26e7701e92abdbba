import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { makePair } from '../../../client-example/secure-chat/src/channels/make-pair.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { findPairWith, pairIdWith } from '../../../client-example/secure-chat/src/stream/pair.ts';
import { type End, openTwoEnds, type TwoEnds } from './two-ends.ts';

const platform = createPlatform();
const asAlice = { ...platform, userId: 'alice' };
const asBob = { ...platform, userId: 'bob' };

describe('the id of the conversation of two', () => {
  it('is the same for both, of both ids, and fit for Stream', async () => {
    const id = await pairIdWith(asAlice, 'bob');
    const hash = createHash('sha256').update('["alice","bob"]').digest('base64url');
    expect(id).toBe(`pair-${hash}`);
    expect(await pairIdWith(asBob, 'alice')).toBe(id);
    expect(id).toMatch(/^[\w-]{1,64}$/);
  });

  it('says who the other is, and nothing of a group', async () => {
    const id = await pairIdWith(asAlice, 'bob');
    expect(await findPairWith(asAlice, { id }, ['alice', 'carol', 'bob'])).toBe('bob');
    expect(await findPairWith(asAlice, { id }, ['alice', 'carol'])).toBeNull();
    expect(await findPairWith(asAlice, { id: randomUUID() }, ['alice', 'bob'])).toBeNull();
    expect(await findPairWith(asAlice, { id: 'pair-made-up' }, ['alice', 'bob'])).toBeNull();
  });
});

describe('starting the conversation of two', () => {
  const starting = (answeredId: (id: string) => string, isThere = false) => {
    const done: string[] = [];
    const session = { sessionId: 'made' };
    const seald = {
      create: async () => {
        done.push('create');
        return session as never;
      },
      revoke: async () => void done.push('revoke'),
    };
    const startPair = async (type: string, other: string) => {
      done.push(`start ${other}`);
      const cid = `${type}:${answeredId(await pairIdWith(asAlice, other))}`;
      return { cid, kind: 'pair', createdBy: 'alice', createdAt: '', history: 'fromNowOn' } as const;
    };
    const channel = { watch: async () => {}, data: {} };
    const stream = {
      queryChannelsRequest: async () => (isThere ? [{}] : []),
      channel: (_: string, id: string) => {
        done.push(`open ${id.slice(0, 5)}`);
        return channel;
      },
    } as unknown as StreamChat;
    const made = makePair({ ...asAlice, api: { startPair }, seald }, stream, 'encrypted', 'bob');
    return { made, done };
  };

  it('makes a session for the two when there is none yet', async () => {
    const { made, done } = starting((id) => id);
    expect((await made).prepared).toMatchObject({ members: ['alice', 'bob'] });
    expect(done).toEqual(['create', 'start bob', 'open pair-']);
  });

  it('makes none for one that is there', async () => {
    const { made, done } = starting((id) => id, true);
    expect((await made).prepared).toBeUndefined();
    expect(done).toEqual(['start bob', 'open pair-']);
  });

  it('refuses another channel than the one of the two, and opens nothing', async () => {
    const { made, done } = starting(() => 'pair-with-mallory');
    await expect(made).rejects.toMatchObject({ name: 'SecureChatError', code: 'WRONG_PAIR' });
    expect(done).toEqual(['create', 'start bob', 'revoke']);
  });
});

describe('a pair', () => {
  let ends: TwoEnds;
  beforeAll(async () => {
    ends = await openTwoEnds();
  }, 30_000);
  afterAll(() => ends.close());

  it('lets the other in again who left and came back, by itself', async () => {
    const id = await pairIdWith({ ...platform, userId: 'ann' }, 'ben');
    await ends.backend.forUser('ann').startPair('messaging', 'ben');
    const channel = ends.stage.server.channel('messaging', id);
    const atAnn = await ends.open(ends.ann, id);
    expect(atAnn.pairWith()).toBe('ben');
    await channel.removeMembers(['ben']);
    expect((await ends.open(ends.ann, id)).pairWith()).toBe('ben'); // on a new device, by who could read
    await atAnn.renewEncryption();
    expect(atAnn.epoch()?.members).toEqual(['ann']);
    await ends.backend.forUser('ben').startPair('messaging', 'ann');
    await atAnn.send('there you are');
    expect(atAnn.epoch()?.members).toEqual(['ann', 'ben']);
    const atBen = await ends.open(ends.ben, id);
    expect(await atBen.messages()).toMatchObject([{ kind: 'message', text: 'there you are' }]);
  });

  it('is encrypted for the two alone, whoever Stream lists in it', async () => {
    await Promise.all([ends.end('cleo'), ends.end('mallory')]);
    const startWithMallory = async (end: End, other: string) => {
      const id = await pairIdWith({ ...platform, userId: end.userId }, other);
      await ends.backend.forUser(end.userId).startPair('messaging', other);
      await ends.stage.server.channel('messaging', id).addMembers(['mallory']);
      return id;
    };
    const withCleo = await ends.open(ends.ben, await startWithMallory(ends.ben, 'cleo'));
    await withCleo.send('for your eyes');
    expect(withCleo.epoch()?.members).toEqual(['ben', 'cleo']);
    const id = await startWithMallory(ends.ann, 'cleo');
    await ends.stage.server.channel('messaging', id).removeMembers(['cleo']);
    expect((await ends.open(ends.ann, id)).epoch()?.members).toEqual(['ann']);
  });

  it('is what a group of the same two is not', async () => {
    const [atAnn] = await ends.openPair();
    const channel = ends.stage.server.channel('messaging', atAnn.stream.id ?? '');
    expect(atAnn.pairWith()).toBeNull();
    await channel.removeMembers(['ben']);
    await atAnn.renewEncryption();
    await channel.addMembers(['ben']);
    await atAnn.send('to nobody else');
    expect(atAnn.epoch()?.members).toEqual(['ann']);
  });
});
