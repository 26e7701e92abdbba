import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  GRACE_MS,
  isVerified,
  openVerified,
  seekSession,
} from '../../../client-example/secure-chat/src/epochs/find-session.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { failing, type OneDevice, oneDevice, START } from './one-device.ts';

const MINUTE_MS = 60_000;

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const idOf = ({ encryptionSessionId }: VerifiedEpoch) => encryptionSessionId;

describe('the session of a verified epoch', () => {
  let first: VerifiedEpoch;
  let second: VerifiedEpoch;
  beforeEach(async () => {
    first = await device.make();
    second = await device.make({ startedAt: START + MINUTE_MS });
    device.trust(first, second);
  });

  const open = (epoch: VerifiedEpoch, storedAt: number | null) =>
    openVerified(device.keeping, idOf(epoch), storedAt === null ? null : new Date(storedAt));

  it('is opened for what was stored up to five minutes after the next began', async () => {
    const end = START + MINUTE_MS + GRACE_MS;
    expect(GRACE_MS).toBe(300_000);
    expect(await open(first, end)).toMatchObject({ sessionId: idOf(first) });
    expect(await open(first, end + 1)).toBe('superseded-session');
  });

  it('is opened whenever the text was stored, in the last epoch; and for a file, of which nobody knows', async () => {
    expect(await open(second, START + 1_000 * GRACE_MS)).toMatchObject({ sessionId: idOf(second) });
    expect(await open(first, null)).toMatchObject({ sessionId: idOf(first) });
  });

  it('is none that was never this user’s, and not known when nobody answers', async () => {
    device.state.closed.add(idOf(first));
    expect(await open(first, START)).toBe('before-you-joined');
    device.keeping.sessions.open = () => Promise.reject(new Error('offline'));
    expect(await open(first, START)).toBe('unknown-now');
  });

  it('is one of an epoch that is verified here, and of no other', () => {
    expect([first, second].map((epoch) => isVerified(device.keeping, idOf(epoch)))).toEqual([true, true]);
    expect(isVerified(device.keeping, randomUUID())).toBe(false);
  });
});

describe('a session that is not verified', () => {
  const seek = (epoch: VerifiedEpoch) => seekSession(device.keeping, idOf(epoch));
  const unmade = (): VerifiedEpoch => ({ encryptionSessionId: randomUUID() }) as VerifiedEpoch;

  it('is not looked for when it is verified after all', async () => {
    const first = await device.make();
    device.trust(first);
    expect([await seek(first), device.asked]).toEqual([null, []]);
  });

  it('is found among epochs that have come meanwhile, and then not looked for further', async () => {
    device.trust(await device.make());
    const second = await device.make();
    expect([await seek(second), device.trusted(), device.asked]).toEqual([null, [1, 2], ['list 0']]);
  });

  it('is found among earlier ones, and kept', async () => {
    const first = await device.make();
    await device.make();
    device.trust(await device.make());
    expect([await seek(first), device.trusted()]).toEqual([null, [1, 2, 3]]);
    expect(device.saved.map(({ epochs }) => epochs.length)).toEqual([3]);
  });

  it('is somebody else’s when nobody has registered it', async () => {
    device.trust(await device.make());
    expect(await seek(unmade())).toBe('other-session');
    expect(device.saved).toEqual([]);
  });

  it('is of before this user came when the way back ends at one that they cannot open', async () => {
    const [first, second] = [await device.make(), await device.make()];
    device.trust(await device.make());
    device.state.closed.add(idOf(first));
    expect([await seek(first), device.trusted()]).toEqual(['before-you-joined', [2, 3]]);
    expect(idOf(second)).toBe(device.keeping.pin.epochs[0]?.encryptionSessionId);
  });

  it('is somebody else’s when an earlier one is verified and the way past it is whole', async () => {
    const first = await device.make();
    const foreign = await device.make({ after: null });
    const third = await device.make({ after: first });
    device.trust(first, third);
    expect(await seek(foreign)).toBe('other-session');
    expect(device.saved).toEqual([]);
  });

  it('is of before this user came where the first that is verified goes back to none', async () => {
    const foreign = await device.make();
    device.trust(await device.make({ after: null }));
    expect(await seek(foreign)).toBe('before-you-joined');
  });

  it('is somebody else’s when it comes after all that is verified', async () => {
    const first = await device.make();
    device.trust(first);
    const foreign = await device.make({ after: null });
    expect(await seek(foreign)).toBe('other-session');
  });

  it('is of when this user was away where the next epoch goes back to one that they cannot read', async () => {
    const first = await device.make();
    const away = await device.make({ members: ['bob'], by: 'bob' });
    const back = await device.make({ by: 'bob' });
    device.trust(first, back);
    device.state.closed.add(idOf(away));
    expect(await seek(away)).toBe('before-you-joined');
  });

  it('is somebody else’s before a whole way, whatever is missing on the way to a later one', async () => {
    const first = await device.make();
    const foreign = await device.make({ after: null });
    const third = await device.make({ after: first });
    const away = await device.make({ members: ['bob'], by: 'bob', after: third });
    const back = await device.make({ by: 'bob', after: away });
    device.trust(first, third, back);
    device.state.closed.add(idOf(away));
    expect(await seek(foreign)).toBe('other-session');
  });

  it('is looked for without trusting anything where nothing is trusted', async () => {
    const first = await device.make();
    expect([await seek(first), device.asked, device.trusted()]).toEqual([
      'before-you-joined',
      ['list 0'],
      [],
    ]);
  });

  it('is not known when nobody answers, and out of reach without access', async () => {
    const first = await device.make();
    device.trust(await device.make());
    device.state.before.list = failing(new Error('offline'));
    expect(await seek(first)).toBe('unknown-now');
    device.keeping.chain.vouch = () => Promise.reject(new Error('offline'));
    expect(await seek(first)).toBe('unknown-now');
    expect(device.trusted()).toEqual([2]);
  });
});
