import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safetyNumberOf } from '../../../client-example/secure-chat/src/contacts/safety-number.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';

const { sha512 } = createPlatform();

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const alice = { userId: 'alice', head: hash('alice') };
const bob = { userId: 'bob', head: hash('bob') };

const head = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const side = fc.record({ userId: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), head });

describe('safety numbers', () => {
  it('are these digits for these heads, on every device and in every version to come that says 1', async () => {
    // Computed apart from the code: SHA-512 over the JSON, five bytes a group.
    const json = JSON.stringify(['sealed-stream safety number 1', ['alice', alice.head], ['bob', bob.head]]);
    const bytes = createHash('sha512').update(json).digest();
    const groups = Array.from({ length: 12 }, (_, i) =>
      String(BigInt(`0x${bytes.subarray(i * 5, i * 5 + 5).toString('hex')}`) % 100_000n).padStart(5, '0'),
    );
    expect(await safetyNumberOf(sha512, alice, bob)).toEqual({
      digits: groups.join(''),
      groups,
      qrText: `SAFETY NUMBER 1: ${groups.join(' ')}`,
    });
    expect((await safetyNumberOf(sha512, alice, bob)).digits).toBe(
      '579566863955366238418530459906721377389192473200312434005333',
    );
  });

  it('are the same whichever of the two looks', () =>
    fc.assert(
      fc.asyncProperty(side, side, async (one, other) => {
        expect(await safetyNumberOf(sha512, one, other)).toEqual(await safetyNumberOf(sha512, other, one));
      }),
    ));

  it('are the same for two heads of one user id, and order ids by code units', async () => {
    const one = { userId: 'a', head: hash('one') };
    const other = { userId: 'a', head: hash('other') };
    expect(await safetyNumberOf(sha512, one, other)).toEqual(await safetyNumberOf(sha512, other, one));
    // 'B' comes before 'a' so; by the rules of most languages it comes after.
    expect((await safetyNumberOf(sha512, { userId: 'B', head: alice.head }, one)).digits).toBe(
      '833575823589054263954764189328970560637476259411506616755967',
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
        expect((await safetyNumberOf(sha512, { ...one, head: third.head }, other)).digits).not.toBe(digits);
        expect((await safetyNumberOf(sha512, { ...one, userId: third.userId }, other)).digits).not.toBe(
          digits,
        );
      }),
    ));

  it('differ when heads change hands, or text moves from one id to the other', async () => {
    const numbers = await Promise.all([
      safetyNumberOf(sha512, alice, bob),
      safetyNumberOf(sha512, { ...alice, head: bob.head }, { ...bob, head: alice.head }),
      safetyNumberOf(sha512, { userId: 'alic', head: alice.head }, { userId: 'ebob', head: bob.head }),
      safetyNumberOf(sha512, { userId: 'alice","', head: alice.head }, bob),
    ]);
    expect(new Set(numbers.map(({ digits }) => digits)).size).toBe(4);
  });

  it('use every digit at every place', async () => {
    const seen = Array.from({ length: 60 }, () => new Set<string>());
    for (let i = 0; i < 300; i += 1) {
      const { digits } = await safetyNumberOf(sha512, alice, { userId: 'bob', head: hash(`bob ${i}`) });
      for (const [place, digit] of [...digits].entries()) seen[place]?.add(digit);
    }
    expect(seen.map(({ size }) => size)).toEqual(Array.from({ length: 60 }, () => 10));
  });
});
