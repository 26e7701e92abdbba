import { beforeEach, describe, expect, it } from '@jest/globals';
import { catchUp } from '../../../client-example/secure-chat/src/epochs/catch-up.ts';
import {
  type Chain,
  takeAtFirstSight,
  walkForward,
} from '../../../client-example/secure-chat/src/epochs/chain-forward.ts';
import { openVerified, seekSession } from '../../../client-example/secure-chat/src/epochs/find-session.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import { type OneDevice, oneDevice } from './one-device.ts';

describe('a network that fails while a session is opened', () => {
  const offline = Object.assign(new Error('no network'), { code: 'ECONNRESET' });

  let device: OneDevice;
  let epochs: [VerifiedEpoch, VerifiedEpoch];
  let registered: [Epoch, Epoch];
  /** Bob's device, which trusts the first of two epochs. */
  beforeEach(async () => {
    device = await oneDevice('bob');
    epochs = [await device.make(), await device.make()];
    registered = device.registered as typeof registered;
    device.trust(epochs[0]);
  });

  /** Opens these, and nothing else. */
  const chainOf = (...open: readonly number[]): Chain => ({
    ...device.keeping.chain,
    open: async (id) => {
      const isOpen = open.some((place) => epochs[place]?.encryptionSessionId === id);
      const session = isOpen && device.sessions.get(id);
      if (!session) throw offline;
      return session;
    },
  });

  it.each([
    ['of the trusted epoch', [] as number[]],
    ['of the next', [0]],
  ])('is no lack of access: %s', async (_, open) => {
    const walk = walkForward(chainOf(...open), [epochs[0]], [registered[1]]);
    await expect(walk).rejects.toBe(offline);
  });

  it('is none at first sight either', async () => {
    await expect(takeAtFirstSight(chainOf(), registered[0])).rejects.toBe(offline);
  });

  it('raises no notice and is not what a message is unreadable for', async () => {
    const { keeping } = device;
    keeping.sessions.open = keeping.chain.open = () => Promise.reject(offline);
    await expect(catchUp(keeping)).rejects.toBe(offline);
    expect(keeping.notice).toBeNull();
    expect(await seekSession(keeping, epochs[1].encryptionSessionId)).toBe('unknown-now');
    expect(await openVerified(keeping, epochs[0].encryptionSessionId, null)).toBe('unknown-now');
  });

  it('is told from a session that was never this user’s', async () => {
    const { keeping } = device;
    keeping.sessions.open = () => Promise.reject(new SecureChatError('NO_ACCESS'));
    expect(await openVerified(keeping, epochs[0].encryptionSessionId, null)).toBe('before-you-joined');
  });
});
