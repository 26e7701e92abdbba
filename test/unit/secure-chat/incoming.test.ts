import { describe, expect, it } from '@jest/globals';
import type { MessageResponse } from 'stream-chat';
import {
  type Inbox,
  noteRevision,
  readSealed,
  readWordless,
  verifiedMessage,
} from '../../../client-example/secure-chat/src/messages/incoming.ts';
import { outsideOf } from '../../../client-example/secure-chat/src/messages/outside.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { writeSigned } from '../../../shared/contract/signed-text.ts';
import { authorOf, hashOfText, verify } from '../../support/authors.ts';
import { encryptedText } from '../../support/encrypted-text.ts';

const HASH = 'A'.repeat(43);
const sessionId = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
const text = encryptedText(sessionId);
const ann = await authorOf('ann');

const plain: Envelope = {
  v: ENVELOPE_VERSION,
  cid: 'messaging:one',
  sessionId,
  from: 'ann',
  id: 'one',
  rev: 0,
  sentAt: new Date(0).toISOString(),
  text: 'words',
  attachments: [],
  previous: [],
};
const full: Envelope = {
  ...plain,
  rev: 2,
  original: `${'B'.repeat(42)}A`,
  attachments: [{ sha256: `${'A'.repeat(43)}=`, name: 'a.png', mimeType: 'image/png', size: 7 }],
  parentId: 'the-question',
  showInChannel: true,
  quoted: { id: 'the-quoted', hash: HASH },
  mentionedUserIds: ['bob'],
  previous: [{ id: 'before', hash: HASH }],
};

const message = (changes: object = {}) =>
  ({ id: 'one', text, type: 'regular', user: { id: 'ann' }, ...changes }) as MessageResponse;

/** Of which every text decrypts to this envelope. */
const inboxWith = (envelope: Envelope): Inbox => ({
  cid: 'messaging:one',
  findSession: async () =>
    ({
      sessionId,
      decryptMessage: async () => writeSigned(await ann.sign('message', canonicalJson(envelope))),
    }) as unknown as Awaited<ReturnType<Inbox['findSession']>>,
  findAuthorKey: async () => ann,
  verify,
  hash: hashOfText,
  revisions: new Map(),
});

describe('what has no words', () => {
  it("is a note of the server's, and what was deleted, whoever wrote it", () => {
    expect(readWordless(message({ type: 'system' }))).toEqual({ kind: 'system', id: 'one' });
    expect(readWordless(message({ type: 'deleted' }))).toEqual({ kind: 'deleted', id: 'one', from: 'ann' });
    for (const user of [null, undefined, {}])
      expect(readWordless(message({ type: 'deleted', user }))).toEqual({
        kind: 'deleted',
        id: 'one',
        from: '',
      });
  });

  it('is nothing else', () => {
    for (const type of ['regular', 'reply', 'error', 'ephemeral', undefined])
      expect(readWordless(message({ type }))).toBeUndefined();
  });

  it('is never decrypted', async () => {
    for (const type of ['system', 'deleted'])
      expect(await readSealed(inboxWith(plain), message({ type }))).toMatchObject({ kind: type });
  });
});

describe('a message that is read', () => {
  it('says what its envelope says, and by what it is known', async () => {
    const hash = await hashOfText(canonicalJson(plain));
    const { v: _, cid: __, sessionId: ___, previous, ...shown } = plain;
    expect(await readSealed(inboxWith(plain), message())).toStrictEqual({
      kind: 'message',
      ...shown,
      proof: { sessionId, hash, original: hash, previous },
    });
  });

  it('says all of it: its place, whom it mentions, what it quotes, and its first revision', async () => {
    const around = message({
      parent_id: 'the-question',
      show_in_channel: true,
      quoted_message_id: 'the-quoted',
      mentioned_users: [{ id: 'bob' }],
    });
    const { v: _, cid: __, sessionId: ___, previous, original, ...shown } = full;
    expect(await readSealed(inboxWith(full), around)).toStrictEqual({
      kind: 'message',
      ...shown,
      proof: { sessionId, hash: await hashOfText(canonicalJson(full)), original, previous },
    });
  });

  it('has no words when it cannot be verified, nor an author when Stream names none', async () => {
    expect(await readSealed(inboxWith(plain), message({ text: 'words' }))).toStrictEqual({
      kind: 'unreadable',
      id: 'one',
      from: 'ann',
      reason: 'not-encrypted',
    });
    for (const user of [null, undefined])
      expect(await readSealed(inboxWith(plain), message({ text: undefined, user }))).toStrictEqual({
        kind: 'unreadable',
        id: 'one',
        from: '',
        reason: 'not-encrypted',
      });
    expect(outsideOf('messaging:one', message({ user: null })).from).toBe('');
  });

  it('is proven by nothing before it is encrypted, and has a list of files of its own', () => {
    expect(verifiedMessage(plain)).not.toHaveProperty('proof');
    const read = verifiedMessage(full, HASH);
    expect(read.attachments).toEqual(full.attachments);
    expect(read.attachments).not.toBe(full.attachments);
  });
});

describe('the highest revision', () => {
  it('stays the highest, whatever is read later', async () => {
    const inbox = inboxWith(plain);
    for (const rev of [2, 1, 3, 0, 2]) noteRevision(inbox, { id: 'one', rev });
    expect([...inbox.revisions]).toEqual([['one', 3]]);
    expect(await readSealed(inbox, message())).toStrictEqual({
      kind: 'unreadable',
      id: 'one',
      from: 'ann',
      reason: 'older-revision',
    });
  });

  it('is that of each edit that is read', async () => {
    const edited = { ...plain, rev: 3, original: HASH };
    const inbox = inboxWith(edited);
    expect(await readSealed(inbox, message())).toMatchObject({ kind: 'message', rev: 3 });
    expect([...inbox.revisions]).toEqual([['one', 3]]);
    expect(await readSealed({ ...inboxWith(plain), revisions: inbox.revisions }, message())).toMatchObject({
      reason: 'older-revision',
    });
  });

  it('is not kept of what was never edited, and is one for each message', async () => {
    const inbox = inboxWith(plain);
    await readSealed(inbox, message());
    noteRevision(inbox, { id: 'two', rev: 1 });
    expect([...inbox.revisions]).toEqual([['two', 1]]);
    expect(await readSealed(inbox, message())).toMatchObject({ kind: 'message', rev: 0 });
  });
});
