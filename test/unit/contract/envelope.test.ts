import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import {
  MAX_MENTIONS,
  MAX_PREVIOUS,
  NAME_MAX_LENGTH,
  parseEnvelope,
  THUMBNAIL_MAX_LENGTH,
} from '../../../shared/contract/envelope.ts';
import { MAX_FILES } from '../../../shared/contract/visible-file.ts';

const HASH = 'A'.repeat(43);
const PICTURE = 'data:image/png;base64,';
const file = { sha256: `${'A'.repeat(43)}=`, name: 'plan.png', mimeType: 'image/png', size: 7 };
const plain = {
  v: 2,
  cid: 'a:b',
  sessionId: '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11',
  from: 'a',
  id: 'm',
  rev: 0,
  sentAt: '2026-11-22T10:00:00.000Z',
  text: '',
  attachments: [],
  previous: [],
};
const many = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));
const taken = (changes: object) => parseEnvelope(canonicalJson({ ...plain, ...changes })) !== null;
/** What could pass for more than an id where it is drawn. */
const withWords = (id: string) =>
  [' ', '\n', '\u001b[2K', '\u061c', '\u202e', '\u2028', '\u200b', '\u{e0041}', '…', 'é'].map(
    (between) => `${id}${between}${id}`,
  );
const fileTaken = (changes: object) => taken({ attachments: [{ ...file, ...changes }] });

describe('an envelope', () => {
  it('is read back as it was written', () => {
    expect(parseEnvelope(canonicalJson(plain))).toEqual(plain);
    const full = {
      ...plain,
      rev: 1,
      original: HASH,
      attachments: [{ ...file, thumbnail: `${PICTURE}AAAA` }],
      parentId: 'p',
      showInChannel: true,
      quoted: { id: 'q', hash: HASH },
      mentionedUserIds: ['b', 'c'],
      previous: [{ id: 'o', hash: HASH }],
    };
    expect(parseEnvelope(canonicalJson(full))).toEqual(full);
  });

  it('names a channel as Stream does', () => {
    const longest = `${'t'.repeat(64)}:${'c'.repeat(80)}`;
    for (const cid of ['messaging:weekend_2', 'messaging:!members-Aa', longest])
      expect(taken({ cid })).toBe(true);
    for (const cid of [
      '',
      'a',
      'a:',
      ':b',
      'a:b:c',
      `t${longest}`,
      `${longest}c`,
      'a:b\n',
      ...withWords('a:b'),
    ])
      expect(taken({ cid })).toBe(false);
  });

  it.each<[string, (id: string) => object, number]>([
    ['author', (from) => ({ from }), 255],
    ['message', (id) => ({ id }), 300],
    ['thread', (parentId) => ({ parentId }), 300],
    ['quoted message', (id) => ({ quoted: { id, hash: HASH } }), 300],
    ['message before it', (id) => ({ previous: [{ id, hash: HASH }] }), 300],
    ['person mentioned', (id) => ({ mentionedUserIds: [id] }), 255],
  ])('has nothing but the letters of ids in the id of its %s', (_, changes, most) => {
    for (const id of ['b', 'Aa0@_-', 'i'.repeat(most)]) expect(taken(changes(id))).toBe(true);
    for (const id of ['', 'i'.repeat(most + 1), 'b\n', ...withWords('b')])
      expect(taken(changes(id))).toBe(false);
  });

  it.each([
    ['files', MAX_FILES, (length: number) => ({ attachments: many(length, () => file) })],
    [
      'messages before it',
      MAX_PREVIOUS,
      (l: number) => ({ previous: many(l, () => ({ id: 'x', hash: HASH })) }),
    ],
    [
      'mentions',
      MAX_MENTIONS,
      (length: number) => ({ mentionedUserIds: many(length, (at) => `user-${at}`) }),
    ],
  ])('has %s up to %i, and no more', (_, most, make) => {
    expect([taken(make(1)), taken(make(most)), taken(make(most + 1))]).toEqual([true, true, false]);
  });

  it('mentions somebody, each once, or has no list of them', () => {
    expect(taken({ mentionedUserIds: ['a', 'b'] })).toBe(true);
    for (const mentionedUserIds of [[], ['a', 'a'], ['not an id'], ['']])
      expect(taken({ mentionedUserIds })).toBe(false);
  });

  it('names its first revision in each later one, and there alone', () => {
    expect(taken({ rev: 1, original: HASH })).toBe(true);
    expect(taken({ rev: 1 })).toBe(false);
    expect(taken({ rev: 0, original: HASH })).toBe(false);
    for (const rev of [-1, 0.5, '1', null]) expect(taken({ rev, original: HASH })).toBe(false);
  });

  it('is shown in the channel besides as an answer alone', () => {
    expect(taken({ parentId: 'p', showInChannel: true })).toBe(true);
    expect(taken({ showInChannel: true })).toBe(false);
    expect(taken({ parentId: 'p', showInChannel: false })).toBe(false);
  });

  it('has a session that is a UUID, and a time of ISO 8601 in UTC', () => {
    for (const sessionId of ['', 'session', `${plain.sessionId}0`]) expect(taken({ sessionId })).toBe(false);
    for (const sentAt of ['', 'noon', '2026-11-22', '2026-11-22T10:00:00+02:00', `${plain.sentAt} noon`])
      expect(taken({ sentAt })).toBe(false);
  });

  it.each(['v', 'cid', 'sessionId', 'from', 'id', 'rev', 'sentAt', 'text', 'attachments', 'previous'])(
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
    expect(fileTaken({ more: 1 })).toBe(false);
    expect(taken({ quoted: { id: 'q', hash: HASH, more: 1 } })).toBe(false);
    expect(taken({ previous: [{ id: 'q', hash: HASH, more: 1 }] })).toBe(false);
  });

  it.each(['', HASH.slice(1), `${HASH}A`, `${'A'.repeat(42)}B`, `${'+'.repeat(42)}A`])(
    'names no other message by the hash %j',
    (hash) => {
      expect(taken({ quoted: { id: 'q', hash } })).toBe(false);
      expect(taken({ previous: [{ id: 'q', hash }] })).toBe(false);
      expect(taken({ rev: 1, original: hash })).toBe(false);
    },
  );

  it('refers to a message by both its id and its hash', () => {
    for (const quoted of [{}, { id: 'q' }, { hash: HASH }, { id: '', hash: HASH }])
      expect(taken({ quoted })).toBe(false);
  });
});

describe('a file in an envelope', () => {
  it('is taken whole', () => {
    expect(fileTaken({})).toBe(true);
    for (const field of Object.keys(file)) expect(fileTaken({ [field]: undefined })).toBe(false);
  });

  it.each([
    ['name', NAME_MAX_LENGTH],
    ['mimeType', 127],
  ])('has a %s of up to %i characters', (field, most) => {
    expect(fileTaken({ [field]: '' })).toBe(true);
    expect(fileTaken({ [field]: 'x'.repeat(most) })).toBe(true);
    expect(fileTaken({ [field]: 'x'.repeat(most + 1) })).toBe(false);
  });

  it('has a size in whole bytes, from none up', () => {
    expect(fileTaken({ size: 0 })).toBe(true);
    for (const size of [-1, 0.5, '7', null]) expect(fileTaken({ size })).toBe(false);
  });

  it.each(['', 'A'.repeat(40), `${'A'.repeat(46)}==`, 'A'.repeat(48), `${'-'.repeat(43)}=`])(
    'has no SHA-256 that is written %j',
    (sha256) => {
      expect(fileTaken({ sha256 })).toBe(false);
    },
  );

  it.each(['jpeg', 'png', 'webp'])('has a thumbnail in the form of %s', (form) => {
    for (const data of ['A', 'AAAA', 'AAA=', 'AA==', '+/09'])
      expect(fileTaken({ thumbnail: `data:image/${form};base64,${data}` })).toBe(true);
  });

  it('has a thumbnail of some size and no more', () => {
    const longest = PICTURE.padEnd(THUMBNAIL_MAX_LENGTH, 'A');
    expect(fileTaken({ thumbnail: longest })).toBe(true);
    expect(fileTaken({ thumbnail: `${longest}A` })).toBe(false);
  });

  it.each([
    '',
    PICTURE,
    `${PICTURE}=`,
    `${PICTURE}AA===`,
    `${PICTURE}AA=A`,
    `${PICTURE}A A`,
    `${PICTURE}AAAA"onload`,
    `x${PICTURE}AAAA`,
    'data:image/svg+xml;base64,AAAA',
    'data:image/gif;base64,AAAA',
    'data:text/html;base64,AAAA',
    'data:image/png,AAAA',
    'https://example.com/a.png',
  ])('has no thumbnail %j', (thumbnail) => {
    expect(fileTaken({ thumbnail })).toBe(false);
  });
});
