import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { judgeMessage, type Refusal } from '../../../shared/domain/plaintext-policy.ts';
import { judgeHook } from '../../../shared/domain/stream-hook.ts';
import { newPlace, signedUntil } from '../../support/file-addresses.ts';

const SESSION = randomUUID();
const FILE_HOSTS = ['https://files.example.com'];
const STAGE = { encryptedChannelTypes: [], fileHosts: FILE_HOSTS };
const encrypted = (blocks = 2, session = SESSION) =>
  JSON.stringify({ sessionId: session, data: randomBytes(48 + 16 * blocks).toString('base64') });
const message = (fields: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  text: encrypted(),
  type: 'regular',
  ...fields,
});
const channel = { id: 'c', type: 'messaging', cid: 'messaging:c', session_id: SESSION };
const judge = (
  over: Record<string, unknown> = {},
  { channel: where = channel as unknown, isServerSide = false, types = [] as string[] } = {},
) =>
  judgeMessage({
    message: message(over),
    channel: where,
    isServerSide,
    encryptedChannelTypes: types,
    fileHosts: FILE_HOSTS,
  });
const PLACE = newPlace(FILE_HOSTS[0]);
const visible = (address: string) => ({ type: 'file', asset_url: address });
const refusal = (reason: Refusal) => ({ accepted: false, refusal: reason });

describe('in an encrypted channel', () => {
  it("accepts what the Seald SDK writes for the channel's own encryption session", () => {
    expect(judge()).toEqual({ accepted: true });
  });

  it.each([
    ['no text', undefined],
    ['an empty text', ''],
    ['a number', 42],
    ['words', 'hello'],
    ['words in the costume of ciphertext', JSON.stringify({ sessionId: SESSION, data: 'aGVsbG8=' })],
    [
      'long words in base64',
      JSON.stringify({ sessionId: SESSION, data: Buffer.alloc(96, 'hello you ').toString('base64') }),
    ],
    ['one more key', encrypted().replace('{', '{"x":1,')],
    ['white space', ` ${encrypted()}`],
    [
      'the keys in another order',
      JSON.stringify({ data: randomBytes(80).toString('base64'), sessionId: SESSION }),
    ],
    ['base64url', encrypted().replaceAll('+', '-').replaceAll('/', '_').replace('}', '_}')],
    ['a text above the limit', encrypted(2000)],
    [
      'random bytes that are no whole blocks',
      JSON.stringify({ sessionId: SESSION, data: randomBytes(97).toString('base64') }),
    ],
    [
      'random bytes that are too few',
      JSON.stringify({ sessionId: SESSION, data: randomBytes(48).toString('base64') }),
    ],
  ])('refuses %s as text', (_, text) => {
    expect(judge({ text })).toEqual(refusal('not-encrypted'));
  });

  it('refuses ciphertext of another encryption session', () => {
    expect(judge({ text: encrypted(2, randomUUID()) })).toEqual(refusal('other-encryption-session'));
  });

  it.each([
    ['an attachment', { attachments: [{ type: 'image', title: 'holiday.jpg' }] }],
    ['a file elsewhere', { attachments: [visible(newPlace('https://elsewhere.example.com'))] }],
    ['words about a file', { attachments: [{ ...visible(PLACE), title: 'holiday.jpg' }] }],
    ['a poll', { poll_id: randomUUID() }],
    ['a place', { shared_location: { latitude: 1 } }],
    ['a translation', { i18n: { en_text: 'hello' } }],
    ['a command', { command: 'giphy', args: 'cats' }],
    ['a field of its own', { subject: 'hello' }],
    ['a field of its own that is true', { urgent: true }],
    ['a field of its own that is a number', { amount: 42 }],
    ['other html', { html: '<p>hello</p>' }],
    ['words as its id', { id: 'meet-me-at-noon' }],
    ['words as its parent', { parent_id: 'meet me' }],
    ['words as a role', { mentioned_roles: ['meet me at noon'] }],
    ['words as the name of an empty field', { 'meet me at noon': false, another: {} }],
    ['words before its id', { id: `meet-me-at-noon-${randomUUID()}` }],
    ["another user's name before its id", { id: `bob-${randomUUID()}`, user: { id: 'alice' } }],
    ['a group it mentions', { mentioned_group_ids: ['meet-at-noon'] }],
    ['whom it is shown to', { restricted_visibility: ['meet-at-noon'] }],
    ['words behind a time', { created_at: '2020-01-01 (meet at noon)' }],
    ['words before a time', { pin_expires: 'meet me behind the bank at 8' }],
    ['words as a mention', { mentioned_users: ['meet me at noon'] }],
    ['words as a time', { pin_expires: 'noon' }],
    ['words as a flag', { silent: 'hello' }],
    ['the name of what every object has', { hasOwnProperty: 'text' }],
  ])('refuses %s beside the ciphertext', (_, fields) => {
    expect(judge(fields)).toEqual(refusal('clear-field'));
  });

  it('accepts the addresses of files at the hosts of the stage', () => {
    const attachments = [visible(signedUntil(PLACE)), { ...visible(PLACE), custom: {}, actions: [] }];
    expect(judge({ attachments })).toEqual({ accepted: true });
  });

  it("accepts Stream's own fields, filled or empty", () => {
    const text = encrypted();
    const own = {
      text,
      id: `alice-${randomUUID()}`,
      html: `<p>${text.replaceAll('"', '&quot;')}</p>\n`,
      cid: 'messaging:c',
      user: { id: 'alice', name: 'Alice' },
      attachments: [],
      mentioned_users: [{ id: 'bob', name: 'Bob Q.' }],
      mentioned_channel: false,
      mentioned_here: false,
      mentioned_roles: [],
      mentioned_group_ids: [],
      quoted_message_id: randomUUID(),
      parent_id: `alice-${randomUUID()}`,
      show_in_channel: true,
      silent: false,
      pinned: false,
      pinned_at: null,
      pinned_by: null,
      pin_expires: null,
      reply_count: 0,
      deleted_reply_count: 0,
      reaction_counts: {},
      reaction_scores: {},
      reaction_groups: null,
      latest_reactions: [],
      own_reactions: [],
      thread_participants: [],
      restricted_visibility: [],
      shadowed: false,
      i18n: {},
      poll_id: '',
      command: '',
      args: '',
      mml: '',
      image_labels: {},
      created_at: '2026-11-22T10:00:00.123456Z',
      updated_at: '2026-11-22T10:00:00.123456Z',
    };
    expect(judge(own)).toEqual({ accepted: true });
  });

  it.each(['error', 'ephemeral', 'deleted', 'system', 'custom', 7])(
    'refuses a message of type %s',
    (type) => {
      expect(judge({ type })).toEqual(refusal('message-type'));
    },
  );

  it.each([undefined, null, '', 'regular', 'reply'])('accepts ciphertext in a message of type %j', (type) => {
    expect(judge({ type })).toEqual({ accepted: true });
  });

  it('accepts a system message of a server in the name of the service user, and no other', () => {
    const system = { type: 'system', text: 'Carol joined', user: { id: SERVICE_USER_ID } };
    expect(judge(system, { isServerSide: true })).toEqual({ accepted: true });
    expect(judge(system)).toEqual(refusal('message-type'));
    for (const user of [{ id: 'carol' }, { name: SERVICE_USER_ID }, SERVICE_USER_ID, null, undefined])
      expect(judge({ ...system, user }, { isServerSide: true })).toEqual(refusal('message-type'));
    for (const user of [undefined, { id: SERVICE_USER_ID }])
      expect(judge({ text: 'hello', user }, { isServerSide: true })).toEqual(refusal('not-encrypted'));
  });
});

describe('which channel is encrypted', () => {
  it('lets anything pass where no encryption session is named and the type is not listed', () => {
    expect(judge({ text: 'hello' }, { channel: { type: 'livestream' } })).toEqual({ accepted: true });
  });

  it('lets nothing pass in a listed type before it has an encryption session', () => {
    expect(judge({}, { channel: { type: 'encrypted' }, types: ['encrypted'] })).toEqual(
      refusal('no-encryption-session'),
    );
    expect(judge({ text: 'hello' }, { channel: { type: 'encrypted' }, types: ['encrypted'] })).toEqual(
      refusal('no-encryption-session'),
    );
  });

  it.each([42, '', {}, 'any', []])(
    'treats a session_id of %j as encrypted, and satisfied by nothing',
    (session_id) => {
      expect(judge({}, { channel: { type: 'messaging', session_id } }).accepted).toBe(false);
    },
  );

  it('finds the encryption session in an object of custom data as well', () => {
    const where = { type: 'messaging', custom: { session_id: SESSION } };
    expect(judge({}, { channel: where })).toEqual({ accepted: true });
    expect(judge({ text: encrypted(2, randomUUID()) }, { channel: where })).toEqual(
      refusal('other-encryption-session'),
    );
    expect(judge({ text: 'hello' }, { channel: where })).toEqual(refusal('not-encrypted'));
    const both = { ...channel, custom: { session_id: randomUUID() } };
    expect(judge({}, { channel: both })).toEqual({ accepted: true });
  });

  it.each([undefined, null, 'c', [], {}])('refuses when the channel is %j', (where) => {
    const verdict = judgeMessage({
      message: message(),
      channel: where,
      isServerSide: false,
      ...STAGE,
    });
    expect(verdict).toEqual(refusal('malformed'));
  });
});

describe("a hook's body", () => {
  const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));

  it('is judged by its message, channel and sender', () => {
    const judged = (body: object) => judgeHook(bodyOf(body), STAGE).verdict;
    expect(judged({ message: message(), channel, request_info: { type: 'client' } })).toEqual({
      accepted: true,
    });
    const system = { message: { type: 'system', text: 'x' }, channel, user: { id: SERVICE_USER_ID } };
    expect(judged({ ...system, request_info: { type: 'server' } }).accepted).toBe(true);
    expect(judged({ ...system, user: { id: 'carol' }, request_info: { type: 'server' } }).accepted).toBe(
      false,
    );
    expect(judged({ ...system, request_info: { type: 'client' } }).accepted).toBe(false);
    expect(judged(system).accepted).toBe(false);
  });

  it('is refused, never thrown on, when it is nonsense', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array().map(Buffer.from),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (body) => {
          expect(judgeHook(body, STAGE).verdict).toEqual(refusal('malformed'));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a channel of which Stream gives the hook no data', () => {
  const bare = {
    id: 'c',
    cid: 'encrypted:c',
    type: 'encrypted',
    created_at: '2026-11-22T10:00:00Z',
    last_message_at: null,
    frozen: false,
    member_count: 2,
    a_field_we_do_not_know: 'x',
    config: { name: 'encrypted', commands: [] },
  };
  const judged = (over: object, where: object = bare) =>
    judgeHook(Buffer.from(JSON.stringify({ message: message({ ...over }), channel: where })), {
      ...STAGE,
      encryptedChannelTypes: ['encrypted'],
    });

  it('has its messages judged by their form and their fields', () => {
    expect(judged({})).toMatchObject({ verdict: { accepted: true }, channel: 'without-data' });
    expect(judged({ text: 'hello' }).verdict).toEqual(refusal('not-encrypted'));
    expect(judged({ text: undefined }).verdict).toEqual(refusal('not-encrypted'));
    expect(judged({ note: 'hello' }).verdict).toEqual(refusal('clear-field'));
    expect(judged({ attachments: [{ title: 'hello' }] }).verdict).toEqual(refusal('clear-field'));
    expect(judged({ type: 'system', text: 'hello' }).verdict).toEqual(refusal('message-type'));
  });

  it.each([{ session_id: SESSION }, { custom: { session_id: SESSION } }])(
    'is none when all it has is its session, %j, and then takes no other',
    (more) => {
      expect(judged({}, { ...bare, ...more })).toMatchObject({
        verdict: { accepted: true },
        channel: 'encrypted',
      });
      expect(judged({ text: encrypted(2, randomUUID()) }, { ...bare, ...more }).verdict).toEqual(
        refusal('other-encryption-session'),
      );
    },
  );

  it.each([{}, { custom: {} }, { custom: null }, { session_id: null }])('is one with %j too', (more) => {
    expect(judged({}, { ...bare, ...more })).toMatchObject({
      verdict: { accepted: true },
      channel: 'without-data',
    });
  });

  it.each([
    { history_policy: 'fromNowOn' },
    { custom: { history_policy: 'fromNowOn' } },
    { session_epoch: 1 },
    { name: 'Team' },
    { image: 'https://example.com' },
  ])('is none when it has %j, and then lacks a session', (more) => {
    expect(judged({}, { ...bare, ...more })).toMatchObject({
      verdict: refusal('no-encryption-session'),
      channel: 'encrypted',
    });
  });

  it('is for the hook alone: whoever can ask must not let a message stand by its form', () => {
    expect(judge({}, { channel: bare, types: ['encrypted'] })).toEqual(refusal('no-encryption-session'));
  });
});

it('never lets a clear text through, whatever else the message says', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (text, fields) => {
      const verdict = judgeMessage({
        message: { ...fields, text },
        channel,
        isServerSide: false,
        ...STAGE,
      });
      expect(verdict.accepted).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
