import { describe, expect, it } from '@jest/globals';
import type { Decision, SecurityNotice } from '../../../client-example/secure-chat/src/errors.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { noticeWords } from '../../../client-example/secure-chat/src/react/texts/notice-words.ts';

const cid = 'encrypted:1';
const CASES: [string, SecurityNotice, Decision[]][] = [
  [
    'not announced',
    { cid, kind: 'epoch-not-announced', by: 'b', trusted: 't', registered: 'r' },
    ['keep', 'accept'],
  ],
  [
    'not announced, and nothing to keep',
    { cid, kind: 'epoch-not-announced', by: 'b', trusted: null, registered: 'r' },
    ['accept'],
  ],
  ['rolled back', { cid, kind: 'epoch-rolled-back', trusted: 't', registered: null }, ['keep', 'accept']],
  ['swapped', { cid, kind: 'session-id-swapped', trusted: 't', named: null }, ['keep']],
  ['no access', { cid, kind: 'no-access', registered: 'r' }, ['start-over']],
  ['removed', { cid, kind: 'removed' }, []],
  ['let in again', { cid, kind: 'let-in-again', by: 'b', registered: 'r' }, ['accept']],
  ['contact replaced', { cid, kind: 'contact-replaced', userId: 'b' }, ['keep', 'accept']],
  ['contact mismatch', { cid, kind: 'contact-mismatch', userId: 'b' }, ['keep', 'accept']],
];

const wordsOf = (notice: SecurityNotice) => noticeWords(notice, () => 'Bob', englishTexts);

describe('a security notice', () => {
  it.each(CASES)('%s: offers what can be decided, the safe way first', (_name, notice, decisions) => {
    const { choices } = wordsOf(notice);
    expect(choices.map(({ decision }) => decision)).toEqual(decisions);
    for (const { decision, isSafe } of choices) expect(isSafe ?? false).toBe(decision === 'keep');
  });

  it.each(CASES)('%s: has words for people, and none for machines', (_name, notice) => {
    const { title, what, choices } = wordsOf(notice);
    for (const words of [title, what, ...choices.flatMap(({ label, doing }) => [label, doing])])
      expect(words).toMatch(/^[A-Z][^_{}]*$/);
    expect(what).not.toMatch(/session|epoch|registry|undefined/i);
  });

  it('names the person it is about', () => {
    for (const [, notice] of CASES.filter(([, notice]) => 'by' in notice || 'userId' in notice))
      expect(wordsOf(notice).what).toContain('Bob');
  });

  it('does not say that somebody let themselves in', () => {
    const notice = { cid, kind: 'let-in-again', by: 'self', registered: 'r' } as const;
    expect(noticeWords(notice, () => 'you', englishTexts).what).toMatch(
      /^Another device of yours is said to have let you in/,
    );
  });
});
