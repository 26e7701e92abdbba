import { describe, expect, it } from '@jest/globals';
import { absentIn, createFindGaps } from '../../../client-example/secure-chat/src/messages/gaps.ts';
import type { ReadMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';

const hashOf = (id: string) => `hash of ${id}`;
/** A verified message that names these as before it. */
const written = (
  id: string,
  previous: readonly string[] = [],
  { from = 'bob', sessionId = 'one', original = hashOf(id) } = {},
) =>
  ({
    kind: 'message',
    id,
    from,
    proof: {
      sessionId,
      hash: original,
      original,
      previous: previous.map((one) => ({ id: one, hash: hashOf(one) })),
    },
  }) as unknown as ReadMessage;
const deleted = (id: string): ReadMessage => ({ kind: 'deleted', id, from: 'bob' });
const unreadable = (id: string): ReadMessage => ({
  kind: 'unreadable',
  id,
  from: 'bob',
  reason: 'wrong-author',
});

/** Asks a Stream that has these. */
const finding = (...there: ReadMessage[]) => {
  const asked: string[][] = [];
  let isAway = false;
  const find = createFindGaps({
    ask: async (ids) => {
      asked.push([...ids]);
      if (isAway) throw new Error('away');
      return there.filter(({ id }) => ids.includes(id));
    },
  });
  return { find, asked, goAway: (away: boolean) => (isAway = away), there };
};

describe('the messages of an author', () => {
  it('that all are there have no gap, on one device or on several', () => {
    const list = [
      written('1'),
      written('2', ['1']),
      written('x', [], { from: 'ann' }),
      written('3', ['1']),
      written('4', ['2', '3']),
    ];
    expect(absentIn(list, { isWhole: true })).toEqual([]);
  });

  it('show one that was dropped between two of them', () => {
    const list = [written('1'), written('3', ['2'])];
    const reference = { id: '2', hash: hashOf('2') };
    expect(absentIn(list, { isWhole: false })).toEqual([
      { before: '3', from: 'bob', kind: 'missing', reference },
    ]);
  });

  it('may begin before the list, of each author and in each epoch, unless it is the whole', () => {
    const list = [
      written('2', ['1']),
      written('b', ['a'], { from: 'ann' }),
      written('5', ['4'], { sessionId: 'two' }),
    ];
    expect(absentIn(list, { isWhole: false })).toEqual([]);
    expect(absentIn(list, { isWhole: true }).map(({ before }) => before)).toEqual(['2', 'b', '5']);
  });

  it('show that two of them changed places', () => {
    const list = [written('1'), written('3', ['2']), written('2', ['1'])];
    expect(absentIn(list, { isWhole: false })).toMatchObject([{ before: '3', kind: 'out-of-order' }]);
  });

  it('show another message in the place of one of them', () => {
    const list = [written('1'), written('2', ['1'], { original: 'other' }), written('3', ['2'])];
    expect(absentIn(list, { isWhole: false })).toMatchObject([{ before: '3', kind: 'missing' }]);
  });

  it('show what another wrote in the place of one of them, though it claims to be an edit of it', () => {
    const claims = written('1', [], { from: 'mallory', original: hashOf('1') });
    expect(absentIn([claims, written('2', ['1'])], { isWhole: true })).toMatchObject([
      { before: '2', from: 'bob', kind: 'missing' },
    ]);
  });

  it('may have been deleted, or be unreadable: that is seen where they stand', () => {
    const list = [written('1'), deleted('2'), written('3', ['2']), unreadable('4'), written('5', ['4'])];
    expect(absentIn(list, { isWhole: true })).toEqual([]);
  });
});

describe('a gap', () => {
  const list = [written('1'), written('3', ['2'])];

  it('is one only after Stream was asked, once, and does not have it', async () => {
    const { find, asked } = finding();
    for (let time = 0; time < 3; time++)
      expect(await find(list, { isWhole: false })).toEqual([{ before: '3', from: 'bob', kind: 'missing' }]);
    expect(asked).toEqual([['2']]);
  });

  it('is none for what was only not loaded, or was deleted', async () => {
    for (const there of [written('2'), deleted('2')])
      expect(await finding(there).find(list, { isWhole: false })).toEqual([]);
  });

  it('is one for another message under the same id', async () => {
    const { find } = finding(written('2', [], { original: 'other' }));
    expect(await find(list, { isWhole: false })).toHaveLength(1);
  });

  it('heals when the message arrives', async () => {
    const { find } = finding();
    expect(await find(list, { isWhole: false })).toHaveLength(1);
    expect(await find([written('1'), written('2', ['1']), written('3', ['2'])], { isWhole: false })).toEqual(
      [],
    );
  });

  it('is not told while Stream cannot be asked, and asked for again', async () => {
    const { find, goAway, asked } = finding();
    goAway(true);
    expect(await find(list, { isWhole: false })).toEqual([]);
    goAway(false);
    expect(await find(list, { isWhole: false })).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });
});

it('answers of a thread that stand in the channel besides are looked at in the thread', () => {
  const answer = { ...written('a2', ['a1']), parentId: 'p' } as ReadMessage;
  expect(absentIn([written('1'), answer], { isWhole: true })).toEqual([]);
  expect(absentIn([answer], { isWhole: true, parentId: 'p' })).toMatchObject([{ before: 'a2' }]);
});
