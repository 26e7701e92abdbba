import type { MessageResponse } from 'stream-chat';
import { outsideOf } from '../../../../client-example/secure-chat/src/messages/outside.ts';
import { type Opening, unseal } from '../../../../client-example/secure-chat/src/messages/sealed-text.ts';
import type { EncryptionSession } from '../../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { canonicalJson } from '../../../../shared/contract/canonical-json.ts';
import type { Envelope } from '../../../../shared/contract/envelope.ts';
import { hashOfText } from '../../../support/authors.ts';
import WORDS from '../corpus/words.json' with { type: 'json' };
import { holdSigned, keyOf, plaintextOf, readWritten, signatureBy, verify } from '../fake-signing.ts';
import { CID, CIPHERTEXT, ID, OTHER_SESSION, SESSION, TIME } from '../known.ts';
import { hold, type Target } from '../target.ts';

const words = Object.values(WORDS);
const HASH = keyOf('a hash');
const OTHER_HASH = keyOf('another hash');

const PLAIN = {
  v: 2,
  cid: CID,
  sessionId: SESSION,
  from: 'alice',
  id: ID,
  rev: 0,
  sentAt: '2026-11-22T10:00:00.000Z',
  text: 'hello',
  attachments: [],
  previous: [{ id: 'before', hash: HASH }],
};

/** All that an envelope can say. */
const FULL = {
  ...PLAIN,
  rev: 3,
  original: HASH,
  attachments: [
    {
      sha256: `${'A'.repeat(43)}=`,
      name: 'plan.png',
      mimeType: 'image/png',
      size: 7,
      thumbnail: 'data:image/png;base64,AAAA',
    },
  ],
  parentId: 'the-question',
  showInChannel: true,
  quoted: { id: 'the-quoted', hash: HASH },
  mentionedUserIds: ['bob', 'carol'],
};

const AROUND = { id: ID, user: { id: 'alice' }, created_at: TIME };
const FULLY_AROUND = {
  ...AROUND,
  parent_id: 'the-question',
  show_in_channel: true,
  quoted_message_id: 'the-quoted',
  mentioned_users: [{ id: 'bob' }],
};

const inputOf = (value: object, around: object, more: object = {}): string =>
  JSON.stringify({
    by: 'alice',
    kind: 'message',
    text: canonicalJson(value),
    behind: '   ',
    isCanonical: true,
    around,
    ...more,
  });

let plaintext = '';
/** Gives what the input says was encrypted, for the one text that there is. */
const session = {
  sessionId: SESSION,
  decryptMessage: async () => plaintext,
} as unknown as EncryptionSession;

const opening: Opening = {
  findSession: async () => session,
  findAuthorKey: async (_, userId) =>
    ['alice', 'bob'].includes(userId) ? { authorKey: keyOf(userId) } : 'not-theirs',
  verify,
  hash: hashOfText,
};

const holdEnvelope = (
  envelope: Envelope,
  around: Record<string, unknown>,
  mentioned: readonly string[],
): void => {
  const { from, id, cid, sessionId, parentId, mentionedUserIds = [] } = envelope;
  hold(cid === CID && sessionId === SESSION, 'an envelope is of this channel and session');
  hold(id === around.id && from === (around.user as { id: unknown }).id, 'an envelope has the id and author');
  hold(parentId === (around.parent_id ?? undefined), 'an envelope is in its thread');
  hold(
    mentioned.every((one) => mentionedUserIds.includes(one)),
    'an envelope mentions all mentioned',
  );
  const names = [envelope, ...envelope.attachments, ...envelope.previous, envelope.quoted ?? {}];
  const unknown = names.flatMap(Object.keys).find((name) => !KNOWN.has(name));
  hold(unknown === undefined, 'an envelope has no field that is not known');
};

const KNOWN = new Set([FULL, ...FULL.attachments, FULL.quoted].flatMap(Object.keys));

/** What is in a message once it is decrypted, and the message around it: nothing is taken that its author did not sign, as it stands, for this place. */
export const envelopeTarget: Target = {
  seeds: [
    inputOf(PLAIN, AROUND),
    inputOf(FULL, FULLY_AROUND),
    inputOf(FULL, FULLY_AROUND, { isCanonical: false, behind: '' }),
    inputOf({ ...PLAIN, from: 'bob' }, { ...AROUND, user: { id: 'bob' } }, { by: 'bob' }),
    inputOf(PLAIN, AROUND, { by: 'mallory' }),
    inputOf(PLAIN, AROUND, { kind: 'epoch' }),
    ...words.map((text) => inputOf({ ...PLAIN, text }, AROUND)),
    signatureBy('alice', 'message', canonicalJson(PLAIN)) + canonicalJson(PLAIN),
    canonicalJson(PLAIN),
  ],
  material: {
    names: [...Object.keys(FULL), ...Object.keys(FULLY_AROUND), ...KNOWN, 'behind', 'x', '__proto__'],
    values: [
      ...['alice', 'bob', 'mallory', 'message', 'epoch', 'reaction', 'author-key'],
      ...[CID, 'encrypted:other', SESSION, OTHER_SESSION, ID, 'the-question', 'the-quoted'],
      ...[HASH, OTHER_HASH, `${'A'.repeat(42)}B`, '', ' ', '\n', null, true, false, 0, -1, 1, 2, [], {}],
      ...FULL.attachments,
      ...words,
      FULL.quoted,
      [FULL.quoted],
      FULL.mentionedUserIds,
      ['bob', 'bob'],
      [{ id: 'mallory' }],
      '2026-11-22T10:00:00Z',
    ],
    scraps: [
      ...[' ', '\n', '\t', '\u00a0', '\ufeff', '\\u0041', '\\/', '\ud800', '\\ud800', '{}', '{', '}', ','],
      ...['"rev":0,', '"rev":1,', '.0', 'e0', '-', '=', '"x":1,', '"__proto__":{},'],
      HASH,
    ],
  },
  tryOne: async (input) => {
    const written = readWritten(input);
    plaintext = written ? plaintextOf(written, canonicalJson) : input;
    const around = written?.around;
    const message = { ...AROUND, ...(typeof around === 'object' && around), created_at: TIME } as Record<
      string,
      unknown
    >;
    const outside = outsideOf(CID, message as unknown as MessageResponse);
    const unsealed = await unseal(opening, CIPHERTEXT, outside);
    if ('reason' in unsealed) return { isAccepted: false, kind: unsealed.reason };
    const { envelope, signed } = unsealed;
    hold(plaintext.startsWith(signed.signature + signed.text), 'what is told as signed is what was');
    holdSigned(plaintext, { value: envelope, name: envelope.from, kind: 'message' });
    holdEnvelope(envelope, message, outside.mentionedUserIds);
    return { isAccepted: true, kind: `envelope of ${Object.keys(envelope).length} fields` };
  },
};
