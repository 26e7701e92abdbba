import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSealed } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { parseEnvelope } from '../../../shared/contract/envelope.ts';
import { writeSigned } from '../../../shared/contract/signed-text.ts';
import { around, author, envelopes, expectWordless, inboxOf, runs, session } from './any-envelope.ts';

describe('whoever holds the session', () => {
  it('can change no byte of what is encrypted but the spaces behind it', async () => {
    const change = fc.record({
      at: fc.nat(),
      to: fc.nat({ max: 127 }),
      how: fc.constantFrom('put', 'insert', 'cut'),
    });
    await fc.assert(
      fc.asyncProperty(envelopes, change, async (envelope, { at, to, how }) => {
        const { signed } = await seal(session, author, envelope, 20_000);
        const bytes = Buffer.from(writeSigned(signed, 1024));
        const where = at % bytes.length;
        const put = how === 'cut' ? [] : [to];
        const after = bytes.subarray(how === 'insert' ? where : where + 1);
        const plaintext = Buffer.concat([bytes.subarray(0, where), Buffer.from(put), after]).toString();
        const message = around(envelope, await session.encryptMessage(plaintext));
        const read = await readSealed(inboxOf(envelope.cid), message);
        const isSame = plaintext.replace(/ *$/, '') === signed.signature + signed.text;
        expect(read.kind).toBe(isSame ? 'message' : 'unreadable');
      }),
      { numRuns: 400 },
    );
  });

  it('can put no other envelope under a signature', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, envelopes, async (envelope, another) => {
        const moved = { ...another, cid: envelope.cid, from: envelope.from, id: envelope.id };
        fc.pre(canonicalJson(moved) !== canonicalJson(envelope));
        const { signed } = await seal(session, author, envelope, 20_000);
        const forged = writeSigned({ ...signed, text: canonicalJson(moved) });
        await expectWordless(envelope.cid, around(moved, await session.encryptMessage(forged)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what an author signs', () => {
  it('is no envelope with a field more, less or of another kind', async () => {
    const change = fc.oneof(
      fc
        .constantFrom(...REQUIRED)
        .chain((field) => fc.constantFrom(undefined, {}, null, -1, true).map((value) => ({ field, value }))),
      fc
        .constantFrom(...OPTIONAL)
        .chain((field) => fc.constantFrom('', {}, null, [], false).map((value) => ({ field, value }))),
      fc.constant({ field: 'more', value: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(envelopes, change, async (envelope, { field, value }) => {
        const signed = await author.sign('message', canonicalJson({ ...envelope, [field]: value }));
        const message = around(envelope, await session.encryptMessage(writeSigned(signed)));
        expect(await readSealed(inboxOf(envelope.cid), message)).toMatchObject({ reason: 'not-an-envelope' });
      }),
      runs,
    );
  });

  it.each<[string, object]>([
    ['an edit that does not name its first revision', { rev: 1 }],
    ['a first revision that names another', { original: 'A'.repeat(43) }],
    ['shown in the channel without being an answer', { showInChannel: true }],
    ['somebody mentioned twice', { mentionedUserIds: ['bob', 'bob'] }],
    [
      'more messages before it than devices',
      { previous: Array(5).fill({ id: 'one', hash: 'A'.repeat(43) }) },
    ],
    ['a hash with stray bits', { previous: [{ id: 'one', hash: `${'A'.repeat(42)}B` }] }],
    ['twenty-six mentioned', { mentionedUserIds: Array.from({ length: 26 }, (_, at) => `user-${at}`) }],
  ])('is no envelope: %s', (_, changes) => {
    const [envelope] = fc.sample(envelopes, { numRuns: 1, seed: 1 });
    const plain = { ...envelope, rev: 0, original: undefined, parentId: undefined, showInChannel: undefined };
    expect(parseEnvelope(canonicalJson(plain))).not.toBeNull();
    expect(parseEnvelope(canonicalJson({ ...plain, ...changes }))).toBeNull();
  });
});

const REQUIRED = ['v', 'cid', 'sessionId', 'from', 'id', 'rev', 'sentAt', 'text', 'attachments', 'previous'];
const OPTIONAL = ['original', 'parentId', 'showInChannel', 'quoted', 'mentionedUserIds'];
