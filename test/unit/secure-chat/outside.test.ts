import { describe, expect, it } from '@jest/globals';
import type { LocalMessage, MessageResponse } from 'stream-chat';
import { misplaced, outsideOf } from '../../../client-example/secure-chat/src/messages/outside.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';

const sessionId = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
const hash = 'A'.repeat(43);

/** An answer in a thread that is shown in the channel too, quotes, and mentions two: all that an envelope can say of its place. */
const answer: Envelope = {
  v: ENVELOPE_VERSION,
  cid: 'messaging:one',
  sessionId,
  from: 'alice',
  id: 'the-answer',
  rev: 0,
  sentAt: new Date(0).toISOString(),
  text: 'yes',
  attachments: [],
  previous: [],
  parentId: 'the-question',
  showInChannel: true,
  quoted: { id: 'the-quoted', hash },
  mentionedUserIds: ['bob', 'carol'],
};
const { parentId: _, showInChannel: __, quoted: ___, mentionedUserIds: ____, ...plain } = answer;

/** The Stream message that the answer belongs in. */
const around = {
  id: 'the-answer',
  user: { id: 'alice' },
  parent_id: 'the-question',
  show_in_channel: true,
  quoted_message_id: 'the-quoted',
  mentioned_users: [{ id: 'carol' }, { id: 'bob' }],
};
const bare = { id: 'the-answer', user: { id: 'alice' } };

const judge = (envelope: Envelope, message: object, { cid = 'messaging:one', session = sessionId } = {}) =>
  misplaced(envelope, session, outsideOf(cid, message as MessageResponse));

describe('an envelope and the Stream message around it', () => {
  it('agree, with all that can be said and with nothing of it', () => {
    expect(judge(answer, around)).toBeNull();
    expect(judge(plain, bare)).toBeNull();
  });

  it('agree where Stream writes what is not there as null, false or an empty list', () => {
    const nothing = { parent_id: null, quoted_message_id: null, show_in_channel: false, mentioned_users: [] };
    expect(judge(plain, { ...bare, ...nothing })).toBeNull();
    expect(judge(plain, { ...bare, show_in_channel: null, mentioned_users: null })).toBeNull();
  });

  it.each([
    ['user', 'wrong-author', { user: { id: 'bob' } }],
    ['user', 'wrong-author', { user: null }],
    ['user', 'wrong-author', { user: undefined }],
    ['id', 'wrong-id', { id: 'another' }],
    ['parent_id', 'wrong-thread', { parent_id: 'another' }],
    ['parent_id', 'wrong-thread', { parent_id: undefined }],
    ['parent_id', 'wrong-thread', { parent_id: null }],
    ['parent_id', 'wrong-thread', { parent_id: '' }],
    ['show_in_channel', 'wrong-thread', { show_in_channel: false }],
    ['show_in_channel', 'wrong-thread', { show_in_channel: undefined }],
    ['quoted_message_id', 'wrong-quote', { quoted_message_id: 'another' }],
    ['quoted_message_id', 'wrong-quote', { quoted_message_id: '' }],
    ['mentioned_users', 'wrong-mentions', { mentioned_users: [{ id: 'bob' }, { id: 'mallory' }] }],
  ])('differ when %s was changed: %s by %j', (_, reason, change) => {
    expect(judge(answer, { ...around, ...change })).toBe(reason);
  });

  it.each([
    ['wrong-thread', { parent_id: 'the-question' }],
    ['wrong-thread', { show_in_channel: true }],
    ['wrong-quote', { quoted_message_id: 'the-quoted' }],
    ['wrong-mentions', { mentioned_users: [{ id: 'bob' }] }],
  ])(
    'differ when something was put beside a message that was written without: %s by %j',
    (reason, change) => {
      expect(judge(plain, { ...bare, ...change })).toBe(reason);
    },
  );

  it('differ in another channel and in another session', () => {
    expect(judge(answer, around, { cid: 'messaging:two' })).toBe('wrong-channel');
    expect(judge(answer, around, { session: '6b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11' })).toBe('wrong-session');
  });

  it('agree when Stream has lost the message that is quoted, or somebody who is mentioned', () => {
    expect(judge(answer, { ...around, quoted_message_id: undefined })).toBeNull();
    expect(judge(answer, { ...around, mentioned_users: [{ id: 'bob' }] })).toBeNull();
    expect(judge(answer, { ...around, mentioned_users: [] })).toBeNull();
  });

  it('are compared by code units: a look-alike is another', () => {
    expect(judge({ ...answer, from: 'al\u00edce' }, { ...around, user: { id: 'ali\u0301ce' } })).toBe(
      'wrong-author',
    );
    expect(judge(answer, { ...around, id: 'The-answer' })).toBe('wrong-id');
  });
});

describe('what is around a text', () => {
  it("is told from an answer of Stream's and from a message of the SDK's state alike", () => {
    const created_at = '2026-11-22T10:00:00.000Z';
    const outside = outsideOf('messaging:one', { ...around, created_at } as MessageResponse);
    expect(outside).toEqual({
      cid: 'messaging:one',
      from: 'alice',
      id: 'the-answer',
      storedAt: new Date(created_at),
      parentId: 'the-question',
      showInChannel: true,
      quotedMessageId: 'the-quoted',
      mentionedUserIds: ['carol', 'bob'],
    });
    const local = { ...around, created_at: new Date(created_at) } as unknown as LocalMessage;
    expect(outsideOf('messaging:one', local)).toEqual(outside);
  });

  it('is told whatever stands where Stream has those who are mentioned', () => {
    const idsIn = (mentioned_users: unknown) =>
      outsideOf('messaging:one', { ...bare, mentioned_users } as MessageResponse).mentionedUserIds;
    expect([null, undefined, '', 7, {}].map(idsIn)).toEqual([[], [], [], [], []]);
    expect(idsIn([null, 'bob', {}, { id: 'carol' }])).toEqual(['', '', '', 'carol']);
  });

  it('has no time and no author when Stream names none', () => {
    expect(outsideOf('messaging:one', { id: 'm' } as MessageResponse).from).toBe('');
    expect(outsideOf('messaging:one', bare as MessageResponse).storedAt).toBeNull();
  });
});
