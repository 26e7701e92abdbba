import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { parseEpochStatement, statedUnverified } from '../../../shared/contract/epoch-statement.ts';

const KEY = 'A'.repeat(43);
const SESSION = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
const reader = (id: string) => ({ id, authorKey: KEY });
const plain = {
  v: 2,
  cid: 'a:b',
  encryptionSessionId: SESSION,
  from: 'b',
  readers: [reader('a'), reader('b')],
  history: 'fromNowOn',
  reactionKey: KEY,
  startedAt: '2026-11-22T10:00:00.000Z',
};
const previous = { encryptionSessionId: SESSION, hash: KEY };
const taken = (changes: object) => parseEpochStatement(canonicalJson({ ...plain, ...changes })) !== null;
const readBy = (...ids: string[]) => taken({ readers: ids.map(reader) });
const NOT_32_BYTES = ['', KEY.slice(1), `${KEY}A`, `${'A'.repeat(42)}B`, `${'+'.repeat(42)}A`, `${KEY}\n`];

describe('the statement of an epoch', () => {
  it('is read back as it was written', () => {
    expect(parseEpochStatement(canonicalJson(plain))).toEqual(plain);
    const full = {
      ...plain,
      cid: 'messaging:weekend',
      from: 'carol',
      readers: [reader('bob'), reader('carol')],
      previous,
      removed: ['dave'],
      history: 'whole',
    };
    expect(parseEpochStatement(canonicalJson(full))).toEqual(full);
  });

  it('is read in its one spelling alone', () => {
    expect(parseEpochStatement(JSON.stringify(plain))).toBeNull();
    expect(parseEpochStatement(`${canonicalJson(plain)} `)).toBeNull();
  });

  it('names its readers in the order of their ids, each once, its maker among them', () => {
    expect([readBy('b'), readBy('a', 'b', 'c'), readBy('B', 'b')]).toEqual([true, true, true]);
    expect([readBy(), readBy('a', 'c'), readBy('b', 'a'), readBy('a', 'c', 'b')]).toEqual(
      Array(4).fill(false),
    );
    expect([readBy('b', 'b'), readBy('a', 'a', 'b'), readBy('', 'b')]).toEqual([false, false, false]);
  });

  it('says whom nobody could be asked about: none, each, or all', () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, at) => `x${at}`);
    expect(statedUnverified([])).toEqual({});
    expect(statedUnverified(crowd(50))).toEqual({ unverified: crowd(50) });
    expect(statedUnverified(crowd(51))).toEqual({ unverified: 'all' });
  });

  it('names no more readers than a channel has members', () => {
    const crowd = (count: number) => {
      const ids = Array.from({ length: count }, (_, at) => `reader-${1000 + at}`);
      return { from: ids[0], readers: ids.map((id) => ({ id, authorKey: 'A'.repeat(43) })) };
    };
    expect([taken(crowd(1_000)), taken(crowd(1_001))]).toEqual([true, false]);
  });

  it('has nothing but the letters of ids in its ids', () => {
    for (const bad of [
      'b\nREPORTED',
      'b\u001b[2K',
      'b\u061c',
      'b\u202e',
      'b\u200b',
      'b b',
      'b:c',
      'b'.repeat(256),
    ]) {
      expect(taken({ cid: `a:${bad}` })).toBe(false);
      expect(readBy('b', bad)).toBe(false);
      expect(taken({ removed: [bad] })).toBe(false);
      expect(taken({ from: bad, readers: [reader(bad)] })).toBe(false);
    }
    expect(readBy('b', 'b'.repeat(255))).toBe(true);
  });

  it('names an author key for each reader', () => {
    for (const authorKey of [undefined, null, ...NOT_32_BYTES])
      expect(taken({ readers: [{ id: 'b', authorKey }] })).toBe(false);
  });

  it('has a key for reactions', () => {
    for (const reactionKey of [undefined, ...NOT_32_BYTES]) expect(taken({ reactionKey })).toBe(false);
  });

  it('goes on from a session and a statement, named by its hash, or from none', () => {
    for (const hash of [undefined, ...NOT_32_BYTES])
      expect(taken({ previous: { ...previous, hash } })).toBe(false);
    for (const encryptionSessionId of [undefined, '', 'session'])
      expect(taken({ previous: { ...previous, encryptionSessionId } })).toBe(false);
    expect(taken({ previous: null })).toBe(false);
  });

  it('may name whom its maker has removed', () => {
    expect([taken({ removed: [] }), taken({ removed: ['x'] })]).toEqual([true, true]);
    for (const removed of [[''], ['x', ''], [7], 'x', null]) expect(taken({ removed })).toBe(false);
  });

  it('may name readers of before whom its maker could ask nobody about', () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, at) => `x${at}`);
    for (const unverified of [['x'], ['x', 'y'], crowd(50), 'all']) expect(taken({ unverified })).toBe(true);
    for (const unverified of [[], [''], ['x', ''], [7], crowd(51), 'x', null])
      expect(taken({ unverified })).toBe(false);
  });

  it('has a policy that is known, a session that is a UUID, and a time of ISO 8601 in UTC', () => {
    for (const history of ['', 'none', null]) expect(taken({ history })).toBe(false);
    for (const encryptionSessionId of ['', 'session']) expect(taken({ encryptionSessionId })).toBe(false);
    for (const startedAt of ['', '2026-11-22', '2026-11-22T10:00:00+02:00'])
      expect(taken({ startedAt })).toBe(false);
    expect([taken({ cid: 'a:' }), taken({ from: '' })]).toEqual([false, false]);
  });

  it.each(['v', 'cid', 'encryptionSessionId', 'from', 'readers', 'history', 'reactionKey', 'startedAt'])(
    'is none without its %s',
    (field) => {
      expect(taken({ [field]: undefined })).toBe(false);
    },
  );

  it.each([1, 3, '2', null])('is none of version %j', (v) => {
    expect(taken({ v })).toBe(false);
  });

  it('has no field that is not known, at any depth', () => {
    expect(taken({ more: 1 })).toBe(false);
    expect(taken({ previous: { ...previous, more: 1 } })).toBe(false);
    expect(taken({ readers: [reader('a'), { ...reader('b'), more: 1 }] })).toBe(false);
  });
});
