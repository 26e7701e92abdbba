import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageResponse } from 'stream-chat';
import { type Inbox, readSealed } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const session = makeEncryptionSession(randomUUID());
const other = makeEncryptionSession(randomUUID());
const runs = { numRuns: 150 };

const id = fc.stringMatching(/^[\w-]{1,40}$/);
const cid = fc.tuple(id, id).map(([type, channel]) => `${type}:${channel}`);
/** Any text at all; U+FFFD would be what a lone surrogate becomes on the way. */
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const rev = fc.nat({ max: 50 });

const envelopes: fc.Arbitrary<Envelope> = fc.record({ cid, from: id, id, rev, text }).map((words) => ({
  v: ENVELOPE_VERSION,
  sessionId: session.sessionId,
  sentAt: new Date(0).toISOString(),
  attachments: [],
  ...words,
}));

const inboxOf = (cid: string): Inbox => ({
  cid,
  findSession: async (id) => (id === session.sessionId ? session : 'other-session'),
  revisions: new Map(),
});

const around = (
  envelope: Envelope,
  sealed: string,
  changes: Partial<MessageResponse> = {},
): MessageResponse =>
  ({
    id: envelope.id,
    text: sealed,
    type: 'regular',
    user: { id: envelope.from },
    ...changes,
  }) as MessageResponse;

describe('any envelope', () => {
  it('is read where it belongs, whatever its words', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, async (envelope) => {
        const message = around(envelope, await seal(session, envelope, 20_000));
        const { id, from, rev, text } = envelope;
        expect(await readSealed(inboxOf(envelope.cid), message)).toMatchObject({
          kind: 'message',
          id,
          from,
          rev,
          text,
        });
      }),
      runs,
    );
  });

  it('is unreadable, and gives no words, in another channel, from another sender or under another id', async () => {
    const wrong = fc.oneof(
      cid.map((value) => ({ at: 'cid' as const, value })),
      id.map((value) => ({ at: 'from' as const, value })),
      id.map((value) => ({ at: 'id' as const, value })),
    );
    await fc.assert(
      fc.asyncProperty(envelopes, wrong, async (envelope, { at, value }) => {
        fc.pre(envelope[at] !== value);
        const changes = at === 'id' ? { id: value } : at === 'from' ? { user: { id: value } } : {};
        const message = around(envelope, await seal(session, envelope, 20_000), changes);
        const read = await readSealed(inboxOf(at === 'cid' ? value : envelope.cid), message);
        expect(read).toMatchObject({ kind: 'unreadable' });
        expect(read).not.toHaveProperty('text');
      }),
      runs,
    );
  });

  it('is unreadable when it names another encryption session, inside or outside', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.boolean(), async (envelope, isInside) => {
        const lying = { ...envelope, sessionId: other.sessionId };
        const sealed = isInside ? await seal(session, lying, 20_000) : await seal(other, lying, 20_000);
        const relabelled = sealed.replace(other.sessionId, session.sessionId);
        for (const one of [sealed, relabelled])
          expect(await readSealed(inboxOf(envelope.cid), around(envelope, one))).toMatchObject({
            kind: 'unreadable',
          });
      }),
      { numRuns: 40 },
    );
  });

  it('is unreadable after any change of its ciphertext', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.nat(), fc.integer({ min: 0, max: 63 }), async (envelope, at, digit) => {
        const sealed = await seal(session, envelope, 20_000);
        const start = sealed.indexOf('"data":"') + 8;
        const where = start + (at % (sealed.length - 2 - start));
        const changed = sealed.slice(0, where) + BASE64[digit] + sealed.slice(where + 1);
        fc.pre(changed !== sealed);
        expect(await readSealed(inboxOf(envelope.cid), around(envelope, changed))).toMatchObject({
          kind: 'unreadable',
        });
      }),
      runs,
    );
  });

  it('is unreadable once a later revision of the same message was read, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        envelopes,
        fc.array(rev, { minLength: 1, maxLength: 8 }),
        async (envelope, revisions) => {
          const inbox = inboxOf(envelope.cid);
          let highest = 0;
          for (const one of revisions) {
            const message = around(envelope, await seal(session, { ...envelope, rev: one }, 20_000));
            const { kind } = await readSealed(inbox, message);
            expect(kind).toBe(one < highest ? 'unreadable' : 'message');
            highest = Math.max(highest, one);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a field more, less or of another kind is none', async () => {
    const fields = fc.constantFrom<keyof Envelope>(
      'v',
      'cid',
      'sessionId',
      'from',
      'id',
      'rev',
      'sentAt',
      'text',
    );
    const change = fc.oneof(
      fields.map((field) => ({ field, value: undefined })),
      fields.map((field) => ({ field, value: [] })),
      fc.constant({ field: 'more', value: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(envelopes, change, async (envelope, { field, value }) => {
        const sealed = await session.encryptMessage(JSON.stringify({ ...envelope, [field]: value }));
        expect(await readSealed(inboxOf(envelope.cid), around(envelope, sealed))).toMatchObject({
          reason: 'not-an-envelope',
        });
      }),
      runs,
    );
  });
});

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
