import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOwnChain, type OwnChain } from '../../../client-example/secure-chat/src/messages/own-chain.ts';
import { MAX_PREVIOUS, type MessageReference } from '../../../shared/contract/envelope.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
const ref = (id: string): MessageReference => ({ id, hash: hashOf(id) });

/** A message that names these as before it; `hash` of an edit, which is another than that of its revision 0. */
const message = (
  id: string,
  previous: string[] = [],
  {
    parentId,
    sessionId = 'epoch-1',
    hash = hashOf(id),
    sentAt = `2026-11-22T10:00:0${sessionId.at(-1)}.000Z`,
  }: { parentId?: string; sessionId?: string; hash?: string; sentAt?: string } = {},
) => ({
  id,
  parentId,
  sentAt,
  proof: { sessionId, hash, original: hashOf(id), previous: previous.map(ref) },
});

let records: Map<string, string>;
let storage: {
  get: (key: string) => Promise<string | null>;
  set: (key: string, value: string) => Promise<void>;
};
let chain: OwnChain;

beforeEach(() => {
  records = new Map();
  storage = {
    get: async (key) => records.get(key) ?? null,
    set: async (key, value) => void records.set(key, value),
  };
  chain = createOwnChain(storage, 'messaging:one');
});

const ids = async (of: OwnChain = chain, place: { parentId?: string } = {}, sessionId = 'epoch-1') =>
  (await of.last(sessionId, place)).map(({ id }) => id);
const noteAll = (of: OwnChain, messages: ReturnType<typeof message>[]) => {
  for (const one of messages) of.note(one);
};

describe('the own chain', () => {
  it('is empty before anything was written', async () => {
    expect(await chain.last('epoch-1', {})).toEqual([]);
  });

  it('ends at the last message, with the hash of its revision 0', async () => {
    noteAll(chain, [message('one'), message('two', ['one'])]);
    expect(await chain.last('epoch-1', {})).toEqual([ref('two')]);
    chain.note(message('two', ['one'], { hash: hashOf('two, edited') }));
    expect(await chain.last('epoch-1', {})).toEqual([ref('two')]);
  });

  it('knows at once what was noted just before', async () => {
    chain.note(message('one'));
    const last = chain.last('epoch-1', {});
    chain.note(message('two', ['one']));
    expect([(await last).map(({ id }) => id), await ids()]).toEqual([['one'], ['two']]);
  });

  it('ends at the same message in whatever order they are noted, and however often', () => {
    const all = [
      message('one'),
      message('two', ['one']),
      message('three', ['two']),
      message('four', ['three']),
    ];
    return fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...all, ...all], { minLength: 8 }), async (noted) => {
        const shuffled = createOwnChain({ get: async () => null, set: async () => {} }, 'messaging:one');
        noteAll(shuffled, noted);
        expect(await ids(shuffled)).toEqual(['four']);
      }),
    );
  });

  it('has an end for each device that wrote without knowing of the other, until a message names both', async () => {
    noteAll(chain, [message('one'), message('of-a', ['one']), message('of-b', ['one'])]);
    expect(await ids()).toEqual(['of-a', 'of-b']);
    chain.note(message('of-c', ['of-a', 'of-b']));
    expect(await ids()).toEqual(['of-c']);
  });

  it('names no more than an envelope takes: the latest of many', async () => {
    noteAll(
      chain,
      Array.from({ length: MAX_PREVIOUS + 2 }, (_, at) => message(`of-${at}`)),
    );
    expect(await ids()).toEqual(['of-2', 'of-3', 'of-4', 'of-5']);
  });

  it('is one for each thread, and for the channel', async () => {
    noteAll(chain, [message('one'), message('answer', [], { parentId: 'one' }), message('two', ['one'])]);
    expect([
      await ids(),
      await ids(chain, { parentId: 'one' }),
      await ids(chain, { parentId: 'two' }),
    ]).toEqual([['two'], ['answer'], []]);
  });

  it('forgets the thread written in the longest ago, once it has fifty', async () => {
    chain.note(message('in-channel'));
    for (let at = 0; at < 50; at += 1) chain.note(message(`answer-${at}`, [], { parentId: `thread-${at}` }));
    expect(await ids()).toEqual([]);
    expect(await ids(chain, { parentId: 'thread-0' })).toEqual(['answer-0']);
    chain.note(message('again', ['answer-0'], { parentId: 'thread-0' }));
    chain.note(message('one-more', [], { parentId: 'thread-50' }));
    expect(await ids(chain, { parentId: 'thread-0' })).toEqual(['again']);
    expect(await ids(chain, { parentId: 'thread-1' })).toEqual([]);
  });

  it('stays where it is when a message of an older epoch is read late', async () => {
    noteAll(chain, [message('one'), message('first', [], { sessionId: 'epoch-2' })]);
    expect(await ids(chain, {}, 'epoch-2')).toEqual(['first']);
    chain.note(message('one'));
    expect(await ids(chain, {}, 'epoch-2')).toEqual(['first']);
  });

  it('keeps the newest epochs when old ones are scrolled back to, however many, and over a restart', async () => {
    chain.note(message('newest', [], { sessionId: 'epoch-9' }));
    for (const number of [8, 7, 6, 5, 4]) chain.note(message('old', [], { sessionId: `epoch-${number}` }));
    expect(await ids(chain, {}, 'epoch-9')).toEqual(['newest']);
    expect(await ids(createOwnChain(storage, 'messaging:one'), {}, 'epoch-9')).toEqual(['newest']);
    expect(await ids(chain, {}, 'epoch-4')).toEqual([]);
  });

  it('keeps the newest epochs as they come, and one whose older messages are read again', async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) chain.note(message('new', [], { sessionId: `epoch-${number}` }));
    const known = [1, 2, 3, 4, 5, 6].map((number) => ids(chain, {}, `epoch-${number}`));
    expect((await Promise.all(known)).map(({ length }) => length)).toEqual([0, 0, 0, 1, 1, 1]);
    chain.note(message('old', [], { sessionId: 'epoch-6', sentAt: '2026-11-22T09:00:00.000Z' }));
    for (const number of [3, 2, 1]) chain.note(message('old', [], { sessionId: `epoch-${number}` }));
    expect(await ids(chain, {}, 'epoch-6')).toEqual(['new', 'old']);
  });

  it.each(['constructor', '__proto__', 'toString'])('takes a thread under any id: %s', async (parentId) => {
    expect(await ids(chain, { parentId })).toEqual([]);
    chain.note(message('answer', [], { parentId }));
    expect(await ids(chain, { parentId })).toEqual(['answer']);
    chain.note(message('one'));
    expect(await ids()).toEqual(['one']);
  });

  it('begins anew with a new epoch', async () => {
    noteAll(chain, [message('one'), message('first', [], { sessionId: 'epoch-2' })]);
    expect(await ids(chain, {}, 'epoch-2')).toEqual(['first']);
    expect(await ids(chain, {}, 'epoch-3')).toEqual([]);
  });
});

describe('what is kept of it', () => {
  const restarted = () => createOwnChain(storage, 'messaging:one');

  it('goes on after a restart, in the channel and in its threads', async () => {
    noteAll(chain, [message('one'), message('two', ['one']), message('answer', [], { parentId: 'one' })]);
    await chain.last('epoch-1', {});
    expect(await restarted().last('epoch-1', {})).toEqual([ref('two')]);
    expect(await restarted().last('epoch-1', { parentId: 'one' })).toEqual([ref('answer')]);
    expect(await ids(restarted(), {}, 'epoch-2')).toEqual([]);
  });

  it('is of its channel alone', async () => {
    chain.note(message('one'));
    await chain.last('epoch-1', {});
    expect(await ids(createOwnChain(storage, 'messaging:two'))).toEqual([]);
  });

  it('takes in, after a restart, what another device wrote meanwhile', async () => {
    chain.note(message('one'));
    await chain.last('epoch-1', {});
    const again = restarted();
    noteAll(again, [message('of-b', ['one']), message('one')]);
    expect(await ids(again)).toEqual(['of-b']);
  });

  it('is written once for many that come together, and not for a repeat', async () => {
    const written: string[] = [];
    const noting = { ...storage, set: async (key: string, value: string) => void written.push(key + value) };
    const counted = createOwnChain(noting, 'messaging:one');
    noteAll(counted, [message('one'), message('two', ['one']), message('three', ['two'])]);
    await counted.last('epoch-1', {});
    const writes = written.length;
    expect(writes).toBeLessThan(3);
    expect(written.at(-1)).toContain('"id":"three"');
    noteAll(counted, [message('three', ['two']), message('one')]);
    await counted.last('epoch-1', {});
    expect(written).toHaveLength(writes);
  });

  it.each(['', 'no json', '{"v":2}', '{"v":1,"sessionId":"epoch-1","last":{"":[{"id":"one"}]}}'])(
    'counts for nothing when it cannot be read: %p',
    async (record) => {
      records.set('own-chain/messaging:one', record);
      const again = restarted();
      expect(await ids(again)).toEqual([]);
      again.note(message('one'));
      expect(await ids(again)).toEqual(['one']);
    },
  );

  it('is known in memory when the storage fails, and kept again when it works again', async () => {
    const works = { ...storage };
    storage.get = () => Promise.reject(new Error('no disk'));
    storage.set = () => Promise.reject(new Error('no disk'));
    const failing = createOwnChain(
      { get: (key) => storage.get(key), set: (key, value) => storage.set(key, value) },
      'messaging:one',
    );
    expect(await ids(failing)).toEqual([]);
    noteAll(failing, [message('one'), message('two', ['one'])]);
    expect(await ids(failing)).toEqual(['two']);
    Object.assign(storage, works);
    failing.note(message('three', ['two']));
    expect(await ids(failing)).toEqual(['three']);
    expect(await ids(restarted())).toEqual(['three']);
  });
});
