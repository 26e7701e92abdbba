import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  authorKey,
  authorKeyClaim,
  claimText,
  ownAuthorKey,
  registerAuthorKeyRequest,
} from '../../../shared/contract/author-key.ts';
import { authorOf, verify } from '../../support/authors.ts';
import { encryptedText } from '../../support/encrypted-text.ts';

const sigchainHash = createHash('sha256').update('chain').digest('hex');
const alice = await authorOf('alice');
const claim = { authorKey: alice.authorKey, sigchainHash };

describe('the claim of an author key', () => {
  it('is this text', () => {
    expect(claimText('alice', claim)).toBe(
      `{"authorKey":"${alice.authorKey}","sigchainHash":"${sigchainHash}","userId":"alice","v":1}`,
    );
  });

  it('says nothing of its signature, and nothing of what else is in a request', () => {
    const more = { ...claim, signature: 'A'.repeat(86), sealedPrivateKey: 'x' };
    expect(claimText('alice', more)).toBe(claimText('alice', claim));
  });

  it('differs by each of its parts', async () => {
    const other = (await authorOf('bob')).authorKey;
    const texts = [
      claimText('alice', claim),
      claimText('bob', claim),
      claimText('alice', { ...claim, authorKey: other }),
      claimText('alice', { ...claim, sigchainHash: createHash('sha256').update('another').digest('hex') }),
      claimText('alice","v":1}', claim),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('is good for its own user and key alone', async () => {
    const signed = await alice.sign('author-key', claimText('alice', claim));
    expect(await verify('author-key', signed, alice.authorKey)).toBe(true);
    expect(await verify('author-key', { ...signed, text: claimText('bob', claim) }, alice.authorKey)).toBe(
      false,
    );
    const stolen = { ...claim, authorKey: (await authorOf('mallory')).authorKey };
    expect(
      await verify('author-key', { ...signed, text: claimText('alice', stolen) }, stolen.authorKey),
    ).toBe(false);
  });
});

describe('the shape of a key and of its claim', () => {
  it.each([
    ['in base64', `${'+'.repeat(42)}A`],
    ['with padding', `${'A'.repeat(43)}=`],
    ['too short', 'A'.repeat(42)],
    ['too long', 'A'.repeat(44)],
    ['with stray bits', `${'A'.repeat(42)}B`],
    ['in hex', 'ab'.repeat(32)],
    ['followed by a line feed', `${'A'.repeat(43)}\n`],
  ])('refuses a key %s', (_, key) => {
    expect(authorKey.safeParse(key).success).toBe(false);
  });

  it('takes a key of 32 bytes, and a claim with its signature', async () => {
    const { signature } = await alice.sign('author-key', claimText('alice', claim));
    expect(authorKey.safeParse(alice.authorKey).success).toBe(true);
    expect(authorKeyClaim.parse({ ...claim, signature })).toEqual({ ...claim, signature });
    expect(authorKeyClaim.safeParse({ ...claim, signature: `${signature.slice(0, 85)}B` }).success).toBe(
      false,
    );
    expect(authorKeyClaim.safeParse(claim).success).toBe(false);
    expect(
      authorKeyClaim.safeParse({ ...claim, signature, sigchainHash: sigchainHash.slice(1) }).success,
    ).toBe(false);
  });

  it('has room for a private key that is sealed, and not for much more', async () => {
    const { signature } = await alice.sign('author-key', claimText('alice', claim));
    const account = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
    const isTaken = (blocks: number, more: object = {}) =>
      registerAuthorKeyRequest.safeParse({
        ...claim,
        signature,
        account,
        sealedPrivateKey: encryptedText(account, blocks),
        ...more,
      }).success;
    expect([isTaken(8), isTaken(84), isTaken(100)]).toEqual([true, true, false]);
    expect(isTaken(8, { more: 1 })).toBe(false);
  });

  it('is told with the sealed half, and the time it was registered', async () => {
    const { signature } = await alice.sign('author-key', claimText('alice', claim));
    const own = { ...claim, signature, sealedPrivateKey: 'sealed', registeredAt: new Date(0).toISOString() };
    expect(ownAuthorKey.parse(own)).toEqual(own);
    for (const missing of ['sealedPrivateKey', 'registeredAt'])
      expect(ownAuthorKey.safeParse({ ...own, [missing]: undefined }).success).toBe(false);
    expect(ownAuthorKey.safeParse({ ...own, registeredAt: 'noon' }).success).toBe(false);
  });

  it('never takes a private key in the clear', async () => {
    const { signature } = await alice.sign('author-key', claimText('alice', claim));
    const account = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
    const problems = (more: object) =>
      registerAuthorKeyRequest
        .safeParse({ ...claim, signature, account, ...more })
        .error?.issues.map(({ path }) => path.join());
    expect(problems({ sealedPrivateKey: 'A'.repeat(43) })).toContain('sealedPrivateKey');
    expect(problems({})).toContain('sealedPrivateKey');
    expect(problems({ privateKey: 'A'.repeat(43) })).toContain('');
  });
});
