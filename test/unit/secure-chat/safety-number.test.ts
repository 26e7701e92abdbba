import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safetyNumberOf } from '../../../client-example/secure-chat/src/contacts/safety-number.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';

const { sha512 } = createPlatform();

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const key = (text: string) => createHash('sha256').update(`key ${text}`).digest('base64url');
const identityOf = (userId: string) => ({ userId, head: hash(userId), authorKey: key(userId) });
const alice = identityOf('alice');
const bob = identityOf('bob');

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const side = fc.record({
  userId: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
  head: bytes32.map((bytes) => bytes.toString('hex')),
  authorKey: bytes32.map((bytes) => bytes.toString('base64url')),
});

describe('safety numbers', () => {
  it('are these digits for these heads and keys, on every device and in every version to come that says 2', async () => {
    // Computed apart from the code: SHA-512 over the JSON, five bytes a group.
    const json = JSON.stringify([
      'sealed-stream safety number 2',
      ['alice', alice.head, alice.authorKey],
      ['bob', bob.head, bob.authorKey],
    ]);
    const bytes = createHash('sha512').update(json).digest();
    const groups = Array.from({ length: 12 }, (_, i) =>
      String(BigInt(`0x${bytes.subarray(i * 5, i * 5 + 5).toString('hex')}`) % 100_000n).padStart(5, '0'),
    );
    expect(await safetyNumberOf(sha512, alice, bob)).toEqual({
      digits: groups.join(''),
      groups,
      qrText: `SAFETY NUMBER 2: ${groups.join(' ')}`,
    });
    expect((await safetyNumberOf(sha512, alice, bob)).digits).toBe(
      '813680710012592052714549341956230423072009026856995175604311',
    );
  });

  it('are the same whichever of the two looks', () =>
    fc.assert(
      fc.asyncProperty(side, side, async (one, other) => {
        expect(await safetyNumberOf(sha512, one, other)).toEqual(await safetyNumberOf(sha512, other, one));
      }),
    ));

  it('are the same for two heads or keys of one user id, and order ids by code units', async () => {
    const one = { ...identityOf('a'), head: hash('one') };
    const other = { ...identityOf('a'), head: hash('other') };
    expect(await safetyNumberOf(sha512, one, other)).toEqual(await safetyNumberOf(sha512, other, one));
    const another = { ...one, authorKey: key('another') };
    expect(await safetyNumberOf(sha512, one, another)).toEqual(await safetyNumberOf(sha512, another, one));
    // 'B' comes before 'a' so; by the rules of most languages it comes after.
    expect((await safetyNumberOf(sha512, { ...alice, userId: 'B' }, one)).digits).toBe(
      '825851505636664939740034730640475805775584450142507752063469',
    );
  });

  it('have twelve groups of five digits, and a text that QR codes hold as alphanumeric', () =>
    fc.assert(
      fc.asyncProperty(side, side, async (one, other) => {
        const { digits, groups, qrText } = await safetyNumberOf(sha512, one, other);
        expect(groups).toHaveLength(12);
        for (const group of groups) expect(group).toMatch(/^\d{5}$/);
        expect(groups.join('')).toBe(digits);
        expect(qrText).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
        expect(qrText.replace(/^[^:]*:|\s/g, '')).toBe(digits);
      }),
    ));

  it('differ when a head or a user id does', () =>
    fc.assert(
      fc.asyncProperty(side, side, side, async (one, other, third) => {
        fc.pre(one.userId !== third.userId && one.head !== third.head);
        const { digits } = await safetyNumberOf(sha512, one, other);
        for (const change of [{ head: third.head }, { userId: third.userId }])
          expect((await safetyNumberOf(sha512, { ...one, ...change }, other)).digits).not.toBe(digits);
      }),
    ));

  it('differ when an author key does', () =>
    fc.assert(
      fc.asyncProperty(side, side, side, async (one, other, { authorKey }) => {
        fc.pre(one.authorKey !== authorKey);
        const { digits } = await safetyNumberOf(sha512, one, other);
        expect((await safetyNumberOf(sha512, { ...one, authorKey }, other)).digits).not.toBe(digits);
      }),
    ));

  it('differ when heads or keys change hands, or text moves from one id to the other', async () => {
    const numbers = await Promise.all([
      safetyNumberOf(sha512, alice, bob),
      safetyNumberOf(sha512, { ...alice, head: bob.head }, { ...bob, head: alice.head }),
      safetyNumberOf(sha512, { ...alice, authorKey: bob.authorKey }, { ...bob, authorKey: alice.authorKey }),
      safetyNumberOf(sha512, { ...alice, userId: 'alic' }, { ...bob, userId: 'ebob' }),
      safetyNumberOf(sha512, { ...alice, userId: 'alice","' }, bob),
    ]);
    expect(new Set(numbers.map(({ digits }) => digits)).size).toBe(5);
  });

  it('use every digit at every place', async () => {
    const seen = Array.from({ length: 60 }, () => new Set<string>());
    for (let i = 0; i < 300; i += 1) {
      const { digits } = await safetyNumberOf(sha512, alice, { ...bob, head: hash(`bob ${i}`) });
      for (const [place, digit] of [...digits].entries()) seen[place]?.add(digit);
    }
    expect(seen.map(({ size }) => size)).toEqual(Array.from({ length: 60 }, () => 10));
  });
});
