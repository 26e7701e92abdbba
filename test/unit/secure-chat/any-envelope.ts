import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { MessageResponse } from 'stream-chat';
import { type Inbox, readSealed } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { authorOf, hashOfText, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

export const session = makeEncryptionSession(randomUUID());
export const other = makeEncryptionSession(randomUUID());
/** Whoever is named as the author of an envelope signs with this key, unless told. */
export const author = await authorOf('author');
export const stranger = await authorOf('stranger');
export const runs = { numRuns: 150 };

export const id = fc.stringMatching(/^[\w-]{1,40}$/);
export const cid = fc.tuple(id, id).map(([type, channel]) => `${type}:${channel}`);
export const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const reference = fc.record({ id, hash });
/** Any UTF-16 at all, halves of surrogate pairs too. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\ud800', '\udc00', '"', '\\', '\u2028', '\0'),
  ),
  maxLength: 200,
});
export const rev = fc.nat({ max: 50 });
const file = fc.record(
  {
    sha256: fc.base64String({ minLength: 44, maxLength: 44 }),
    name: text,
    mimeType: fc.string({ maxLength: 60 }),
    size: fc.nat(),
    thumbnail: fc
      .base64String({ minLength: 4, maxLength: 80 })
      .map((data) => `data:image/png;base64,${data}`),
  },
  { requiredKeys: ['sha256', 'name', 'mimeType', 'size'] },
);
const besides = fc.record(
  {
    parentId: id,
    showInChannel: fc.constant(true as const),
    quoted: reference,
    mentionedUserIds: fc.uniqueArray(id, { minLength: 1, maxLength: 25 }),
  },
  { requiredKeys: [] },
);
const words = fc.record({
  cid,
  from: id,
  id,
  rev,
  text,
  original: hash,
  besides,
  attachments: fc.array(file, { maxLength: 3 }),
  previous: fc.array(reference, { maxLength: 4 }),
});

export const envelopes: fc.Arbitrary<Envelope> = words.map(({ besides, original, ...rest }) => {
  const { showInChannel, ...beside } = besides;
  return {
    v: ENVELOPE_VERSION,
    sessionId: session.sessionId,
    sentAt: new Date(0).toISOString(),
    ...rest,
    ...(rest.rev > 0 && { original }),
    ...beside,
    ...(beside.parentId && showInChannel && { showInChannel }),
  };
});

export const inboxOf = (cid: string): Inbox => ({
  cid,
  findSession: async (id) => (id === session.sessionId ? session : 'other-session'),
  findAuthorKey: async () => author,
  verify,
  hash: hashOfText,
  revisions: new Map(),
});

export const sealed = async (envelope: Envelope, { inside = session, by = author } = {}): Promise<string> =>
  (await seal(inside, by, envelope, 20_000)).text;

export const around = (envelope: Envelope, sealed: string, changes: object = {}): MessageResponse =>
  ({
    id: envelope.id,
    text: sealed,
    type: 'regular',
    user: { id: envelope.from },
    parent_id: envelope.parentId,
    show_in_channel: envelope.showInChannel,
    quoted_message_id: envelope.quoted?.id,
    mentioned_users: envelope.mentionedUserIds?.map((id) => ({ id })),
    ...changes,
  }) as MessageResponse;

export const expectWordless = async (cid: string, message: MessageResponse): Promise<void> => {
  const read = await readSealed(inboxOf(cid), message);
  expect(read).toMatchObject({ kind: 'unreadable' });
  expect(read).not.toHaveProperty('text');
};
