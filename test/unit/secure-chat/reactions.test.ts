import { createHash, createHmac, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageResponse, ReactionResponse } from 'stream-chat';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { aliasOf, createAliases } from '../../../client-example/secure-chat/src/reactions/aliases.ts';
import { createReactions } from '../../../client-example/secure-chat/src/reactions/react.ts';
import {
  createReactionReader,
  type ReactionReader,
} from '../../../client-example/secure-chat/src/reactions/reaction-reader.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import {
  REACTION_ALIAS,
  REACTIONS,
  type ReactionEmoji,
  reactionText,
} from '../../../shared/contract/reaction.ts';
import type { SignedKind } from '../../../shared/contract/signed-text.ts';
import { authorOf, verify } from '../../support/authors.ts';

const cid = 'messaging:one';
const messageId = randomUUID();
const sha256 = async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const keyOf = (name: string) => createHash('sha256').update(name).digest();

/** Oldest first; carol has come with the second, dave was removed with it. */
const [first, second] = (await Promise.all(
  [
    ['alice', 'bob', 'dave'],
    ['alice', 'bob', 'carol'],
  ].map(
    async (members, at): Promise<VerifiedEpoch> => ({
      epoch: at + 1,
      encryptionSessionId: randomUUID(),
      startedBy: 'alice',
      startedAt: new Date(at).toISOString(),
      members,
      authorKeys: await Promise.all(members.map(async (id) => (await authorOf(id)).authorKey)),
      history: 'shared' as never,
      reactionKey: keyOf(`reactions ${at}`).toString('base64url'),
      hash: 'A'.repeat(43),
    }),
  ),
)) as [VerifiedEpoch, VerifiedEpoch];

/** Hash of the message's signed text, and of another's. */
const [ORIGINAL, OTHER] = ['A'.repeat(43), `${'B'.repeat(42)}A`];

type Making = {
  by?: string;
  user?: string;
  kind?: SignedKind;
  emoji?: string;
  named?: ReactionEmoji;
  inEpoch?: VerifiedEpoch;
  said?: Record<string, unknown>;
};

/** Bob's 👍 to the message, unless told: `named` is what its alias stands for, `said` changes what is signed, `user` whose name it is under. */
const reactionOf = async ({ by = 'bob', user = by, inEpoch = first, ...making }: Making = {}) => {
  const { kind = 'reaction', emoji = '👍', named = emoji as ReactionEmoji, said = {} } = making;
  const sessionId = inEpoch.encryptionSessionId;
  const text = canonicalJson({
    v: 1,
    cid,
    messageId,
    author: 'alice',
    original: ORIGINAL,
    from: user,
    emoji,
    sessionId,
    ...said,
  });
  const { signature } = await (await authorOf(by)).sign(kind, text);
  const type = await aliasOf(sha256, inEpoch.reactionKey, named);
  return { type, user_id: user, user: { id: user }, score: 1, sealed_session: sessionId, signature };
};

const messageWith = (
  latest: readonly object[],
  more: Partial<MessageResponse> = {},
): MessageResponse & { session: string } =>
  ({
    id: messageId,
    session: first.encryptionSessionId,
    latest_reactions: latest,
    ...more,
  }) as MessageResponse & { session: string };

let reader: ReactionReader;
let asked: number;
let known: VerifiedEpoch[];
let keysAre: 'told' | 'unknown-now' | 'unknown-author';

beforeEach(() => {
  [asked, known, keysAre] = [0, [first, second], 'told'];
  reader = createReactionReader({
    cid,
    userId: 'alice',
    epochs: () => known,
    findAuthorKey: async (sessionId, userId) => {
      asked += 1;
      if (keysAre === 'unknown-now') return keysAre;
      const epoch = known.find(({ encryptionSessionId }) => encryptionSessionId === sessionId);
      const authorKey = epoch?.authorKeys[epoch.members.indexOf(userId)];
      if (authorKey === undefined) return 'not-theirs';
      return keysAre === 'told' ? { authorKey } : { unknownAuthorKey: authorKey };
    },
    verify,
    aliases: createAliases(sha256),
    reactedTo: (message) => {
      const { session: sessionId, ...read } = message as {
        session?: string;
        author?: string;
        original?: string;
      };
      const { author = 'alice', original = ORIGINAL } = read;
      return sessionId === undefined ? undefined : { messageId: message.id, author, sessionId, original };
    },
    runInSlices: createSlices(),
  });
});

const emojisOf = async (...args: Parameters<typeof messageWith>) =>
  (await reader.read(messageWith(...args))).map(({ emoji }) => emoji);

describe('the name of an emoji at Stream', () => {
  it('is the front half of an HMAC, which Node makes the same, and of the form that the guard lets pass', async () => {
    for (const emoji of REACTIONS) {
      const hmac = createHmac('sha256', Buffer.from(first.reactionKey, 'base64url')).update(emoji).digest();
      const alias = await aliasOf(sha256, first.reactionKey, emoji);
      expect(alias).toBe(hmac.subarray(0, 16).toString('base64url'));
      expect(alias).toMatch(REACTION_ALIAS);
      expect(alias).not.toBe(await aliasOf(sha256, second.reactionKey, emoji));
    }
  });

  it('is another for each', async () => {
    const aliases = await createAliases(sha256)(first.reactionKey);
    expect([...aliases.values()]).toEqual([...REACTIONS]);
  });
});

it('what is signed is written out', () => {
  const said = {
    cid: 'a:b',
    messageId: 'm',
    author: 'alice',
    original: 'o',
    from: 'bob',
    emoji: '👍',
    sessionId: 's',
  };
  expect(reactionText(said)).toBe(
    '{"author":"alice","cid":"a:b","emoji":"👍","from":"bob","messageId":"m","original":"o","sessionId":"s","v":1}',
  );
});

describe('reactions to a message', () => {
  it('are of those who have signed them, whoever is first told of them', async () => {
    const all = [
      await reactionOf(),
      await reactionOf({ by: 'alice' }),
      await reactionOf({ by: 'dave', emoji: '🔥' }),
    ];
    const message = messageWith(all, { own_reactions: [all[1]] as never });
    expect(reader.peek(message)).toEqual([]);
    const found = [
      { emoji: '👍', userIds: ['bob', 'alice'], isOwn: true, hasMore: false },
      { emoji: '🔥', userIds: ['dave'], isOwn: false, hasMore: false },
    ];
    expect(await reader.read(message)).toEqual(found);
    expect(reader.peek(message)).toEqual(found);
    await reader.read(message);
    expect(asked).toBe(3);
  });

  it('do not stay when another message is put in its place, under the same id', async () => {
    const latest = [await reactionOf()];
    expect(await emojisOf(latest)).toEqual(['👍']);
    expect(await emojisOf(latest, { original: OTHER } as object)).toEqual([]);
    expect(await emojisOf(latest, { author: 'dave' } as object)).toEqual([]);
  });

  it('are verified once, also when they are asked for twice at a time', async () => {
    const message = messageWith([await reactionOf()]);
    await Promise.all([reader.read(message), reader.read(message)]);
    expect(asked).toBe(1);
  });

  it.each<[string, Making]>([
    ['signed by another than the one they are under', { by: 'dave', user: 'bob', said: { from: 'dave' } }],
    ['signed by another in the name they are under', { by: 'dave', user: 'bob' }],
    ['of another message', { said: { messageId: randomUUID() } }],
    ['of another message that had the same id', { said: { original: OTHER } }],
    ['of a message by somebody else that had the same id', { said: { author: 'dave' } }],
    ['of another channel', { said: { cid: 'messaging:two' } }],
    ['of another epoch', { said: { sessionId: second.encryptionSessionId } }],
    ['under the name of another emoji', { named: '👎' }],
    ['of an emoji that nobody offers', { emoji: '🍆' }],
    ['of an emoji under the name of one that is offered', { emoji: '🍆', named: '👍' }],
    ['signed as a message', { kind: 'message' }],
    ['of another version', { said: { v: 2 } }],
    ['with more in it', { said: { note: 'x' } }],
    ['of somebody who is no reader of their epoch', { by: 'carol' }],
    ['of a stranger', { by: 'mallory' }],
  ])('are not drawn: %s', async (_, making) => {
    expect(await emojisOf([await reactionOf(making)])).toEqual([]);
  });

  it('are not drawn as Stream would have them', async () => {
    const genuine = await reactionOf();
    const forged = [
      { ...genuine, signature: undefined },
      { ...genuine, signature: 'A'.repeat(86) },
      { ...genuine, sealed_session: undefined },
      { ...genuine, sealed_session: second.encryptionSessionId },
      { ...genuine, type: 'like' },
      { ...genuine, user_id: 'dave', user: { id: 'dave' } },
      { ...genuine, user: { id: 'dave' } },
      { ...genuine, user_id: undefined, user: undefined },
      { type: 'like', user_id: 'bob', user: { id: 'bob' } },
      { type: '👍', user_id: 'bob', user: { id: 'bob' }, emoji_code: '👍' },
    ];
    for (const one of forged) expect(await emojisOf([one])).toEqual([]);
    expect(await emojisOf([genuine], { id: randomUUID() })).toEqual([]);
    expect(await emojisOf([genuine])).toEqual(['👍']);
  });

  it('are none of a message that is not read', async () => {
    const unread = { ...messageWith([await reactionOf()]), session: undefined } as unknown as MessageResponse;
    expect(await reader.read(unread)).toEqual([]);
    expect(asked).toBe(0);
  });

  it('by somebody let in later are good for older messages, by somebody gone for no later one', async () => {
    const byCarol = await reactionOf({ by: 'carol', inEpoch: second });
    expect(await emojisOf([byCarol])).toEqual(['👍']);
    const later = { session: second.encryptionSessionId } as object;
    const byDave = await reactionOf({ by: 'dave' });
    expect(await emojisOf([byDave, await reactionOf({ emoji: '🔥' })], later)).toEqual(['🔥']);
    expect(await emojisOf([byDave])).toEqual(['👍']);
  });

  it('count somebody once, who reacted with the same in two epochs', async () => {
    const twice = [await reactionOf({ inEpoch: second }), await reactionOf()];
    expect(await reader.read(messageWith(twice))).toMatchObject([{ emoji: '👍', userIds: ['bob'] }]);
  });

  it('say that there may be more when Stream counts more than it shows, and not for what was refused', async () => {
    const [genuine, forged] = [await reactionOf(), { ...(await reactionOf()), user_id: 'dave', user: null }];
    const counted = (count: number) => ({ reaction_groups: { [genuine.type]: { count } } }) as never;
    expect(await reader.read(messageWith([genuine, forged], counted(2)))).toMatchObject([{ hasMore: false }]);
    expect(await reader.read(messageWith([genuine], counted(7)))).toMatchObject([
      { userIds: ['bob'], hasMore: true },
    ]);
    expect(await reader.read(messageWith([forged], counted(7)))).toEqual([]);
  });

  it.each(['unknown-now', 'unknown-author'] as const)(
    'are looked at again when their epoch, or their author key, was not to be had: %s',
    async (why) => {
      known = [first];
      const inSecond = await reactionOf({ inEpoch: second });
      expect(await emojisOf([inSecond])).toEqual([]);
      known = [first, second];
      keysAre = why;
      expect(await emojisOf([inSecond])).toEqual([]);
      keysAre = 'told';
      expect(await emojisOf([inSecond])).toEqual(['👍']);
    },
  );

  it('that were fetched are those signed, each once', async () => {
    const all = [
      await reactionOf(),
      await reactionOf({ inEpoch: second }),
      await reactionOf({ by: 'mallory', user: 'alice' }),
      await reactionOf({ by: 'dave', emoji: '🎉' }),
    ];
    expect(await reader.verified(messageWith([]), all as unknown as ReactionResponse[])).toEqual([
      { userId: 'bob', emoji: '👍' },
      { userId: 'dave', emoji: '🎉' },
    ]);
  });
});

describe('reacting to a message of the first epoch', () => {
  const sentBy = async (userId: string, key = userId) => {
    const sent: unknown[] = [];
    const state = { findMessage: () => messageWith([]), threads: {} };
    const sendReaction = async (_: string, reaction: unknown) => void sent.push(reaction);
    const { react } = createReactions({
      channel: { cid, state, sendReaction } as never,
      userId,
      author: await authorOf(key),
      epochs: () => known,
      aliases: createAliases(sha256),
      notice: () => null,
      reader,
      reactedTo: async () => ({
        messageId,
        author: 'alice',
        sessionId: first.encryptionSessionId,
        original: ORIGINAL,
      }),
    });
    await react(messageId, '👍');
    return sent;
  };

  it.each([
    ['bob', first],
    ['carol', second],
  ])('is done in an epoch that names one as a reader: %s', async (userId, epoch) => {
    const [sent] = await sentBy(userId);
    expect(sent).toEqual({
      type: await aliasOf(sha256, epoch.reactionKey, '👍'),
      sealed_session: epoch.encryptionSessionId,
      signature: expect.any(String),
    });
    expect(await emojisOf([{ ...(sent as object), user_id: userId }])).toEqual(['👍']);
  });

  it('is refused to whom none names with the key of this device', async () => {
    for (const who of [['mallory'], ['bob', 'bob’s new key']] as [string, string?][])
      await expect(sentBy(...who)).rejects.toMatchObject({ code: 'NO_ACCESS' });
  });
});
