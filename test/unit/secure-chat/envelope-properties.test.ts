import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageResponse } from 'stream-chat';
import { readSealed } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import { outsideOf } from '../../../client-example/secure-chat/src/messages/outside.ts';
import { unseal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { hashOfText, verify } from '../../support/authors.ts';
import {
  around,
  author,
  cid,
  envelopes,
  expectWordless,
  hash,
  id,
  inboxOf,
  other,
  rev,
  runs,
  sealed,
  session,
  stranger,
} from './any-envelope.ts';

describe('any envelope', () => {
  it('is read where it belongs, whatever is in it, and is known by what was signed', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, async (envelope) => {
        const message = around(envelope, await sealed(envelope));
        const { v: _, cid, sessionId, original, previous, ...shown } = envelope;
        const hash = await hashOfText(canonicalJson(envelope));
        const proof = { sessionId, hash, original: original ?? hash, previous };
        expect(await readSealed(inboxOf(cid), message)).toEqual({ kind: 'message', ...shown, proof });
      }),
      runs,
    );
  });

  it('that is taken is the one text of its value, and its signature holds', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, async (envelope) => {
        const text = await sealed(envelope);
        const read = await unseal(
          inboxOf(envelope.cid),
          text,
          outsideOf(envelope.cid, around(envelope, text)),
        );
        if ('reason' in read) throw new Error(read.reason);
        expect(canonicalJson(read.envelope)).toBe(read.signed.text);
        expect(canonicalJson(JSON.parse(read.signed.text))).toBe(read.signed.text);
        expect(await verify('message', read.signed, author.authorKey)).toBe(true);
      }),
      runs,
    );
  });

  it('is unreadable, and gives no words, once anything around it is changed', async () => {
    const changes = fc.oneof(
      id.map((id) => ({ id })),
      id.map((id) => ({ user: { id } })),
      fc.option(id, { nil: undefined }).map((parent_id) => ({ parent_id })),
      fc.boolean().map((show_in_channel) => ({ show_in_channel })),
      id.map((quoted_message_id) => ({ quoted_message_id })),
      id.map((id) => ({ mentioned_users: [{ id: `@${id}` }] })),
    );
    await fc.assert(
      fc.asyncProperty(envelopes, changes, async (envelope, change) => {
        const text = await sealed(envelope);
        const [before, after] = [around(envelope, text), around(envelope, text, change)];
        const said = (message: MessageResponse) => canonicalJson(outsideOf(envelope.cid, message));
        fc.pre(said(before) !== said(after));
        await expectWordless(envelope.cid, after);
      }),
      runs,
    );
  });

  it('is unreadable in every other channel', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, cid, async (envelope, elsewhere) => {
        fc.pre(envelope.cid !== elsewhere);
        await expectWordless(elsewhere, around(envelope, await sealed(envelope)));
      }),
      { numRuns: 40 },
    );
  });

  it('is unreadable when somebody else has signed it', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, async (envelope) => {
        await expectWordless(envelope.cid, around(envelope, await sealed(envelope, { by: stranger })));
      }),
      { numRuns: 40 },
    );
  });

  it('is unreadable when it names another encryption session, inside or outside', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.boolean(), async (envelope, isInside) => {
        const lying = { ...envelope, sessionId: other.sessionId };
        const text = await sealed(lying, { inside: isInside ? session : other });
        const relabelled = text.replace(other.sessionId, session.sessionId);
        for (const one of [text, relabelled]) await expectWordless(envelope.cid, around(envelope, one));
      }),
      { numRuns: 40 },
    );
  });

  it('is unreadable after any change of its ciphertext', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.nat(), fc.integer({ min: 0, max: 63 }), async (envelope, at, digit) => {
        const text = await sealed(envelope);
        const start = text.indexOf('"data":"') + 8;
        const where = start + (at % (text.length - 2 - start));
        const changed = text.slice(0, where) + BASE64[digit] + text.slice(where + 1);
        fc.pre(changed !== text);
        await expectWordless(envelope.cid, around(envelope, changed));
      }),
      runs,
    );
  });

  it('is unreadable once a later revision of the same message was read, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        envelopes,
        fc.array(rev, { minLength: 1, maxLength: 8 }),
        hash,
        async (envelope, revisions, original) => {
          const inbox = inboxOf(envelope.cid);
          let highest = 0;
          for (const one of revisions) {
            const revision = { ...envelope, rev: one, original: one > 0 ? original : undefined };
            const { kind } = await readSealed(inbox, around(envelope, await sealed(revision)));
            expect(kind).toBe(one < highest ? 'unreadable' : 'message');
            highest = Math.max(highest, one);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
