import { describe, expect, it } from '@jest/globals';
import type { TrustedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { shownMembers } from '../../../client-example/secure-chat/src/react/shown-members.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import {
  beginningWords,
  changesOf,
  changeWords,
} from '../../../client-example/secure-chat/src/react/texts/epoch-words.ts';

const NAMES: Record<string, string> = { a: 'Alice', b: 'Bob', c: 'Carol', d: 'Dave', self: 'you' };
const nameOf = (userId: string) => NAMES[userId] ?? 'somebody who is no longer here';

const epoch = (number: number, startedBy: string, members: string[]): TrustedEpoch => ({
  epoch: number,
  encryptionSessionId: `session-${number}`,
  startedBy,
  startedAt: '2026-01-02T03:04:05.000Z',
  members,
  history: 'fromNowOn',
});

const wordsOf = (epochs: TrustedEpoch[]) =>
  changesOf(epochs).map((change) => changeWords(change, nameOf, englishTexts));

describe('a change of the encryption in words', () => {
  it('says who renewed it, who joined and who left', () => {
    const words = wordsOf([
      epoch(1, 'a', ['a', 'b']),
      epoch(2, 'a', ['a', 'b', 'c', 'd']),
      epoch(4, 'b', ['a', 'b', 'self']),
      epoch(5, 'self', ['a', 'b', 'self']),
      epoch(6, 'x', ['a', 'b']),
    ]);
    expect(words).toEqual([
      'Alice renewed the encryption: Carol and Dave joined',
      'Bob renewed the encryption: you joined, Carol and Dave are no longer members',
      'You renewed the encryption',
      'Somebody who is no longer here renewed the encryption: you are no longer a member',
    ]);
  });

  it('says who was removed only where the one who did it has said so', () => {
    const words = wordsOf([
      epoch(1, 'a', ['a', 'b', 'c', 'd']),
      { ...epoch(2, 'a', ['a', 'b', 'd']), removed: ['c', 'b'] },
      epoch(3, 'a', ['a', 'b']),
      { ...epoch(4, 'self', ['a', 'self']), removed: ['b'] },
    ]);
    expect(words).toEqual([
      'Alice removed Carol and renewed the encryption',
      'Alice renewed the encryption: Dave is no longer a member',
      'You removed Bob and renewed the encryption: you joined',
    ]);
  });

  it('says how it began', () => {
    expect(beginningWords(epoch(1, 'a', []), nameOf, englishTexts)).toBe('Alice started the encryption');
    expect(beginningWords(epoch(3, 'a', []), nameOf, englishTexts)).toBe('Alice let you in');
    expect(beginningWords(epoch(3, 'self', []), nameOf, englishTexts)).toBe('You started the encryption');
  });
});

describe('the members shown', () => {
  const listed = (count: number, ...ids: string[]) => ({
    state: { members: Object.fromEntries(ids.map((id) => [id, { user: { name: nameOf(id) } }])) },
    data: { member_count: count },
  });
  const accessOf = (channel: ReturnType<typeof listed>, members: string[] | null) =>
    shownMembers(channel, members && epoch(1, 'a', members), nameOf, englishTexts.people).map(
      ({ name, access }) => [name, access],
    );

  it('read when a member let them in, not because Stream lists them', () => {
    expect(accessOf(listed(3, 'c', 'a', 'b'), ['a', 'b'])).toEqual([
      ['Alice', 'reads'],
      ['Bob', 'reads'],
      ['Carol', 'not-let-in'],
    ]);
  });

  it('are shown as long as they can read, also when Stream no longer lists them', () => {
    expect(accessOf(listed(1, 'a'), ['a', 'b'])).toEqual([
      ['Alice', 'reads'],
      ['Bob', 'left'],
    ]);
  });

  it('are not said to have left when Stream has handed over only some of them', () => {
    expect(accessOf(listed(2, 'a'), ['a', 'b'])).toEqual([['Alice', 'reads']]);
  });

  it('are not said to read, or not to, by a device without access', () => {
    expect(accessOf(listed(1, 'a'), null)).toEqual([['Alice', 'unknown']]);
  });
});
