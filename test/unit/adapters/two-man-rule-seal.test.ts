import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createOpen, createSeal } from '../../../shared/adapters/two-man-rule-seal.ts';
import { newTwoManRuleKey } from '../../../shared/domain/two-man-rule-key.ts';
import { held, sealingSecret } from '../../support/secrets.ts';

const seal = createSeal(held(sealingSecret));
const open = createOpen(held(sealingSecret));
const key = newTwoManRuleKey();

describe('a sealed two-man-rule key', () => {
  it('opens to the same key, and shows nothing of it', async () => {
    const sealed = await seal('alice', key);
    expect(await open('alice', sealed)).toBe(key);
    expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').includes(Buffer.from(key, 'base64'))).toBe(
      false,
    );
  });

  it("does not open in another user's record", async () => {
    await expect(open('bob', await seal('alice', key))).rejects.toThrow('another user');
  });

  it('does not open when its header was changed to another user', async () => {
    const [, ...rest] = (await seal('alice', key)).split('.');
    const header = { alg: 'dir', enc: 'A256GCM', kid: 'k1', sub: 'bob' };
    const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    await expect(open('bob', forged)).rejects.toThrow();
  });

  it('opens with the key it was sealed with after another became current', async () => {
    const sealed = await seal('alice', key);
    const rotated = {
      currentKid: 'k2',
      keys: { ...sealingSecret.keys, k2: randomBytes(32).toString('base64') },
    };
    expect(await createOpen(held(rotated))('alice', sealed)).toBe(key);
    const kid = JSON.parse(
      Buffer.from(
        (await createSeal(held(rotated))('alice', key)).split('.')[0] ?? '',
        'base64url',
      ).toString(),
    ).kid;
    expect(kid).toBe('k2');
  });

  it('does not open with a key id we do not have, whatever it is called', async () => {
    const sealed = await seal('alice', key);
    const other = { currentKid: 'k9', keys: { k9: randomBytes(32).toString('base64') } };
    await expect(createOpen(held(other))('alice', sealed)).rejects.toThrow('a key we do not have');
  });

  it('opens with a key id newer than the keys held, which are read anew', async () => {
    const rotated = {
      currentKid: 'k2',
      keys: { ...sealingSecret.keys, k2: randomBytes(32).toString('base64') },
    };
    const sealed = await createSeal(held(rotated))('alice', key);
    expect(
      await createOpen(async (options) => (options?.anew ? rotated : sealingSecret))('alice', sealed),
    ).toBe(key);
  });
});
