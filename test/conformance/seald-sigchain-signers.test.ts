import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Block } from '../../local/seald/sigchain-block.ts';
import { checkBlock, type ExpectedOperation } from '../../local/seald/sigchain-check.ts';
import { type BlockParts, makeBlock, makeKeys } from './seald-raw-client.ts';

const DAY_S = 86_400;
const START_S = Math.floor(Date.UTC(2026, 0, 1) / 1_000);

const makeDevice = () => {
  const encryption = makeKeys();
  const signing = makeKeys();
  return {
    deviceId: randomUUID() as string,
    encryptionPublicKey: encryption.publicKey,
    signingPublicKey: signing.publicKey,
    signer: signing,
  };
};
type Device = ReturnType<typeof makeDevice>;

/** Chains that the API's own callers cannot bring about: a later block's signer decides. */
describe('who may sign a later block', () => {
  const first = makeDevice();
  const second = makeDevice();
  const renewed = makeKeys();

  const append = (chain: Block[], parts: BlockParts) =>
    makeBlock({
      position: chain.length,
      previousHash: chain.at(-1)?.signature.hash ?? '',
      createdAt: START_S,
      expireAt: START_S + DAY_S,
      ...parts,
    });
  const creation = append([], first);
  const joined = [
    creation,
    append([creation], { ...second, signer: first.signer, signerId: first.deviceId }),
  ];
  const bySecond = { signerId: second.deviceId, signer: second.signer };

  const accepts = (chain: Block[], parts: BlockParts, at = START_S): boolean => {
    const block = append(chain, { createdAt: at, ...parts });
    const operation = {
      type: parts.type ?? 'creation',
      deviceId: parts.deviceId,
      encryptionPubKey: parts.encryptionPublicKey,
      signingPubKey: parts.signingPublicKey,
    } as ExpectedOperation;
    const signerId = parts.signerId ?? parts.deviceId;
    try {
      checkBlock(block, { chain, operation, signerId, now: new Date(at * 1_000) });
      return true;
    } catch {
      return false;
    }
  };
  const revocation = (device: Device, by: object) =>
    ({ ...device, ...by, type: 'revocation', expireAt: 0 }) as const;

  it('is another known device for a creation, never the new device itself', () => {
    const third = makeDevice();
    expect(accepts(joined, { ...third, ...bySecond })).toBe(true);
    expect(accepts(joined, third)).toBe(false);
    expect(accepts(joined, { ...second, ...bySecond })).toBe(false);
    expect(accepts([], third)).toBe(true);
    expect(accepts([], { ...third, signerId: second.deviceId })).toBe(false);
    expect(accepts([], { ...third, type: 'renewal' })).toBe(false);
  });

  it('is any known device for a revocation, until it is revoked itself', () => {
    expect(accepts(joined, revocation(first, bySecond))).toBe(true);
    const revoked = [
      ...joined,
      append(joined, revocation(second, { signer: first.signer, signerId: first.deviceId })),
    ];
    expect(accepts(revoked, revocation(first, bySecond))).toBe(false);
    expect(accepts(revoked, { ...makeDevice(), ...bySecond })).toBe(false);
    expect(accepts(revoked, { ...second, type: 'renewal' })).toBe(false);
  });

  it('is the same device with its old key for a renewal, and with its new key from then on', () => {
    const renewal = { ...second, signingPublicKey: renewed.publicKey, type: 'renewal' } as const;
    expect(accepts(joined, renewal)).toBe(true);
    expect(accepts(joined, { ...renewal, signer: renewed })).toBe(false);
    expect(accepts(joined, { ...renewal, signer: first.signer, signerId: first.deviceId })).toBe(false);
    const after = [...joined, append(joined, renewal)];
    expect(accepts(after, { ...makeDevice(), ...bySecond })).toBe(false);
    expect(accepts(after, { ...makeDevice(), signerId: second.deviceId, signer: renewed })).toBe(true);
  });

  it('has a key that has not expired, except to renew it', () => {
    const later = { createdAt: START_S + 2 * DAY_S, expireAt: START_S + 3 * DAY_S };
    const at = START_S + 2 * DAY_S;
    expect(accepts(joined, { ...makeDevice(), ...bySecond, ...later }, at)).toBe(false);
    expect(accepts(joined, { ...second, type: 'renewal', ...later }, at)).toBe(true);
  });
});
