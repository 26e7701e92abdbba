import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageResponse } from 'stream-chat';
import { createAuthor, createVerify } from '../../client-example/secure-chat/src/authors/author.ts';
import { outsideOf } from '../../client-example/secure-chat/src/messages/outside.ts';
import { unseal } from '../../client-example/secure-chat/src/messages/sealed-text.ts';
import { createEd25519 } from '../../client-example/secure-chat/src/platform/ed25519.ts';
import { aliasOf } from '../../client-example/secure-chat/src/reactions/aliases.ts';
import { authorKeyClaim, claimText } from '../../shared/contract/author-key.ts';
import { fromBase64Url } from '../../shared/contract/base64url.ts';
import { canonicalJson, parseCanonicalJson } from '../../shared/contract/canonical-json.ts';
import { parseEnvelope } from '../../shared/contract/envelope.ts';
import { parseEpochStatement } from '../../shared/contract/epoch-statement.ts';
import { REACTIONS, reactionText } from '../../shared/contract/reaction.ts';
import { readSigned, signedBytes, writeSigned } from '../../shared/contract/signed-text.ts';
import { markedBlock, readPage } from '../support/docs.ts';
import { envelopes } from '../unit/secure-chat/any-envelope.ts';
import { makeEncryptionSession } from '../unit/secure-chat/encryption-session.ts';
import { bytesToSign, hashOf, isSignedBy, publicHalfOf, shown, signedBy } from './node-only.ts';
import { type Claim, keysOf, vectors } from './vectors.ts';

const ed25519 = createEd25519();
const verify = createVerify(ed25519);
const authorNamed = (name: string) => createAuthor(ed25519, fromBase64Url(keysOf(name).privateKey));

const { statement: statementText, cid, encryptionSessionId } = vectors.messages;
const statement = JSON.parse(statementText) as { readers: { id: string; authorKey: string }[] };
const session = makeEncryptionSession(encryptionSessionId);
const { verifyMessage, canonical, isEnvelope } = shown();

describe('authors', () => {
  it.each(vectors.authors)('$name', async ({ name, privateKey, authorKey }) => {
    expect(privateKey).toBe(createHash('sha256').update(`author ${name}`).digest('base64url'));
    expect((await authorNamed(name)).authorKey).toBe(authorKey);
    expect(publicHalfOf(privateKey)).toBe(authorKey);
  });
});

describe('canonical texts', () => {
  it.each(vectors.canonicalTexts.accepted)('are written so: $text', ({ value, text }) => {
    expect([canonicalJson(value), canonical(value)]).toEqual([text, text]);
    expect(parseCanonicalJson(text)).toEqual(value);
  });
  it.each(vectors.canonicalTexts.refused)('refuse $why', ({ text }) => {
    expect(parseCanonicalJson(text)).toBeUndefined();
  });
});

describe('signed bytes', () => {
  it.each(vectors.signedBytes)('of the kind $kind', async ({ author, kind, text, bytesInHex, signature }) => {
    const bytes = Buffer.from(bytesInHex, 'hex');
    expect([Buffer.from(signedBytes(kind, text)), bytesToSign(kind, text)]).toEqual([bytes, bytes]);
    expect(await (await authorNamed(author)).sign(kind, text)).toEqual({ text, signature });
    expect(signedBy(keysOf(author).privateKey, bytes)).toBe(signature);
  });
  it('are of every kind', () => {
    expect(vectors.signedBytes.map(({ kind }) => kind)).toEqual([
      'author-key',
      'epoch',
      'message',
      'reaction',
    ]);
  });
});

describe('claims of author keys', () => {
  const isProven = async ({ userId, ...claim }: Claim): Promise<boolean> => {
    const { success, data } = authorKeyClaim.safeParse(claim);
    const text = claimText(userId, claim);
    return success && verify('author-key', { text, signature: data.signature }, data.authorKey);
  };
  it.each(vectors.authorKeyClaims.accepted)('are good: $userId', async ({ author, text, ...claim }) => {
    expect(claimText(claim.userId, claim)).toBe(text);
    expect(await isProven(claim)).toBe(true);
    expect(signedBy(keysOf(author).privateKey, bytesToSign('author-key', text))).toBe(claim.signature);
  });
  it.each(vectors.authorKeyClaims.refused)('are refused: $why', async ({ why: _, ...claim }) => {
    expect(await isProven(claim)).toBe(false);
  });
});

describe('statements', () => {
  const taken = async (written: string, authorKey: string) => {
    const signed = readSigned(written);
    return signed && (await verify('epoch', signed, authorKey)) ? parseEpochStatement(signed.text) : null;
  };
  it.each(vectors.statements.accepted)(
    'are taken: $text',
    async ({ author, text, signature, written, hash, value }) => {
      const { privateKey, authorKey } = keysOf(author);
      expect(await taken(written, authorKey)).toEqual(value);
      expect(written).toBe(signature + text);
      expect([signedBy(privateKey, bytesToSign('epoch', text)), canonical(value), hashOf(text)]).toEqual([
        signature,
        text,
        hash,
      ]);
    },
  );
  it.each(vectors.statements.refused)('are refused: $why', async ({ author, written }) => {
    expect(await taken(written, keysOf(author).authorKey)).toBeNull();
  });
  it('name the statement they go on from by its hash', () => {
    const [first, next] = vectors.statements.accepted;
    expect(next?.value).toMatchObject({ previous: { encryptionSessionId, hash: first?.hash } });
    expect(first?.text).toBe(statementText);
  });
});

describe('messages', () => {
  const opened = async (written: string, message: object) =>
    unseal(
      {
        findSession: async () => session,
        findAuthorKey: async (_, userId) => statement.readers.find(({ id }) => id === userId) ?? 'not-theirs',
        verify,
        hash: async (text) => hashOf(text),
      },
      await session.encryptMessage(written),
      outsideOf(cid, message as MessageResponse),
    );
  const shownVerdict = (written: string, message: object) =>
    verifyMessage(written, encryptionSessionId, cid, message, statement);

  it.each(vectors.messages.accepted)(
    'are taken: $what',
    async ({ author, text, signature, written, hash, message, value }) => {
      expect(await opened(written, message)).toEqual({ envelope: value, signed: { text, signature }, hash });
      expect(shownVerdict(written, message)).toEqual({ envelope: value, hash });
      const { privateKey, authorKey } = keysOf(author);
      expect(await (await authorNamed(author)).sign('message', text)).toEqual({ text, signature });
      expect(signedBy(privateKey, bytesToSign('message', text))).toBe(signature);
      expect(isSignedBy(authorKey, bytesToSign('message', text), signature)).toBe(true);
      expect(written).toBe(writeSigned({ text, signature }, Buffer.byteLength(written)));
      expect([768, 1024, 1536]).toContain(Buffer.byteLength(written));
    },
  );
  it.each(vectors.messages.refused)('are refused: $why', async ({ reason, written, message }) => {
    expect(await opened(written, message)).toEqual({ reason });
    expect(shownVerdict(written, message)).toEqual({ refused: reason });
  });
  it('are of all sizes that short ones have, and refused for every reason that a look at one can give', () => {
    const sizes = new Set(vectors.messages.accepted.map(({ written }) => Buffer.byteLength(written)));
    expect([...sizes].sort((a, b) => a - b)).toEqual([768, 1024, 1536]);
    const { text } = markedBlock('docs/integrate.md', 'verify');
    const reasons = [...text.matchAll(/refused: '([a-z-]+)'/g)].map(([, reason]) => reason);
    expect(new Set(vectors.messages.refused.map(({ reason }) => reason))).toEqual(new Set(reasons));
  });
});

describe('reactions', () => {
  const sha256 = async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

  it('are of every emoji that there is', () => {
    expect(vectors.reactions.map(({ emoji }) => emoji)).toEqual([...REACTIONS]);
  });

  it.each(vectors.reactions)('have an alias, and are signed: $emoji', async (vector) => {
    const { author, reactionKey, emoji, alias, text, signature } = vector;
    expect(statement).toMatchObject({ reactionKey });
    expect(await aliasOf(sha256, reactionKey, emoji as (typeof REACTIONS)[number])).toBe(alias);
    const hmac = createHmac('sha256', Buffer.from(reactionKey, 'base64url')).update(emoji).digest();
    expect(hmac.subarray(0, 16).toString('base64url')).toBe(alias);
    const said = JSON.parse(text);
    const isReactedTo = (message: { id: string; rev: number }) =>
      message.id === said.messageId && message.rev === 0;
    const reactedTo = vectors.messages.accepted.find((message) => isReactedTo(JSON.parse(message.text)));
    expect([said.author, said.original]).toEqual([reactedTo?.author, reactedTo?.hash]);
    expect(reactionText({ ...said, emoji })).toBe(text);
    expect(await (await authorNamed(author)).sign('reaction', text)).toEqual({ text, signature });
    expect(signedBy(keysOf(author).privateKey, bytesToSign('reaction', text))).toBe(signature);
  });
});

describe('the verifier in docs/integrate.md', () => {
  it('is short', () => {
    expect(markedBlock('docs/integrate.md', 'verify').text.split('\n').length).toBeLessThan(100);
  });

  it('takes every envelope that the code takes, and writes it the same', () =>
    fc.assert(
      fc.property(envelopes, (envelope) => {
        expect([isEnvelope(JSON.parse(JSON.stringify(envelope))), canonical(envelope)]).toEqual([
          true,
          canonicalJson(envelope),
        ]);
      }),
    ));

  it('takes nothing else', () => {
    const odd = fc.constantFrom<unknown>(
      undefined,
      null,
      '',
      'x',
      -1,
      0,
      1.5,
      2,
      true,
      false,
      [],
      [null],
      [['x']],
      {},
      [{}],
      ['bob'],
      ['bob', 'bob'],
      [`${'A'.repeat(42)}E`],
      'x'.repeat(301),
      'type:channel',
      'type:a\nline',
      [{ id: 'x', hash: 'A'.repeat(43) }],
    );
    const fields = fc.constantFrom(
      'v',
      'cid',
      'sessionId',
      'from',
      'id',
      'rev',
      'original',
      'sentAt',
      'text',
      'attachments',
      'parentId',
      'showInChannel',
      'quoted',
      'mentionedUserIds',
      'previous',
      'more',
    );
    return fc.assert(
      fc.property(envelopes, fields, odd, (envelope, field, value) => {
        const text = canonicalJson({ ...envelope, [field]: value });
        expect(isEnvelope(JSON.parse(text))).toBe(parseEnvelope(text) !== null);
      }),
      { numRuns: 1000 },
    );
  });

  it('comes with each kind of vector named in the text around it', () => {
    const page = readPage('docs/integrate.md');
    const { about: _, visibleFiles: __, ...kinds } = vectors as typeof vectors & { about: string };
    for (const kind of Object.keys(kinds).filter((name) => name !== 'hookSignatures'))
      expect(page).toContain(`\`${kind}\``);
  });
});
