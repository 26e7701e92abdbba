import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  membersAtStream,
  openEpochs,
  startFirst,
} from '../../../client-example/secure-chat/src/epochs/first-epoch.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { ALL, CID, failing, fakeSession, type OneDevice, oneDevice, PAIR } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const prepared = (...members: string[]) => {
  const session = fakeSession();
  device.sessions.set(session.sessionId, session);
  return { session, members };
};
const requests = () => device.asked.filter((one) => !one.startsWith('check'));

describe('opening a channel', () => {
  it('asks nobody but Seald where something is trusted', async () => {
    device.trust(await device.make());
    await openEpochs(device.keeping);
    expect([device.asked, device.keeping.notice]).toEqual([[], null]);
  });

  it('revokes a session that was prepared where something is trusted', async () => {
    device.trust(await device.make());
    const made = prepared('alice', 'bob');
    await openEpochs(device.keeping, made);
    expect([device.asked, device.trusted()]).toEqual([[`revoke ${made.session.sessionId}`], [1]]);
  });

  it('says that there is no access where Seald does not open what is trusted', async () => {
    const first = await device.make();
    device.trust(first);
    device.state.closed.add(first.encryptionSessionId);
    await openEpochs(device.keeping);
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'no-access', registered: null });
  });

  it('fails where Seald does not answer, and says nothing of the channel', async () => {
    device.trust(await device.make());
    device.keeping.sessions.open = () => Promise.reject(new Error('offline'));
    await expect(openEpochs(device.keeping)).rejects.toThrow('offline');
    expect(device.keeping.notice).toBeNull();
  });

  it('makes the first epoch where the registry has none, for all whom Stream lists', async () => {
    await openEpochs(device.keeping);
    expect([device.trusted(), device.last()?.members]).toEqual([[1], ['alice', 'bob']]);
  });

  it('makes none where the registry has one', async () => {
    await device.make({ by: 'bob' });
    await openEpochs(device.keeping);
    expect([device.trusted(), device.requests]).toEqual([[1], []]);
  });

  it('of a channel just made registers the session that was prepared, and asks for no list', async () => {
    const made = prepared('bob', 'alice');
    await openEpochs(device.keeping, made);
    expect(device.last()?.encryptionSessionId).toBe(made.session.sessionId);
    expect(requests()).toEqual(['register']);
  });
});

describe('the first epoch', () => {
  it.each([
    ['fewer', ['alice', 'bob']],
    ['more', [...ALL, 'dave']],
    ['others', ['alice', 'bob', 'dave']],
  ])('is made anew when the prepared session is for %s than those whom Stream lists', async (_, members) => {
    device.state.members.add('carol');
    const made = prepared(...members);
    await startFirst(device.keeping, made);
    expect(requests()).toEqual([`revoke ${made.session.sessionId}`, `create ${ALL}`, 'register']);
    expect(device.last()?.encryptionSessionId).not.toBe(made.session.sessionId);
  });

  it('that fails for a notice leaves the channel open with it', async () => {
    device.state.findings = [{ userId: 'bob', kind: 'replaced' }];
    await startFirst(device.keeping);
    expect([device.keeping.notice?.kind, device.requests]).toEqual(['contact-replaced', []]);
  });

  it('that fails for anything else fails', async () => {
    device.state.before.register = failing(new Error('offline'));
    await expect(startFirst(device.keeping)).rejects.toThrow('offline');
  });
});

describe('who is in it', () => {
  it('is whom Stream lists, and oneself, each once and in order', () => {
    device.state.members = new Set(['carol', 'bob']);
    expect(membersAtStream(device.keeping)).toEqual(ALL);
    device.state.members = new Set(['bob', 'alice']);
    expect(membersAtStream(device.keeping)).toEqual(['alice', 'bob']);
  });

  it('is nobody whom the user leaves out', () => {
    device.state.members = new Set(ALL);
    device.keeping.pin = { ...NO_PIN, shutOut: ['bob'] };
    expect(membersAtStream(device.keeping)).toEqual(['alice', 'carol']);
  });

  it('is of a pair the two alone, whomever Stream lists, and without the other whom the user leaves out', async () => {
    device = await oneDevice('alice', PAIR);
    device.keeping.pairWith = 'bob';
    device.state.members = new Set(['alice', 'bob', 'mallory']);
    expect(membersAtStream(device.keeping)).toEqual(['alice', 'bob']);
    device.keeping.pin = { ...NO_PIN, shutOut: ['bob'] };
    expect(membersAtStream(device.keeping)).toEqual(['alice']);
    device.keeping.pairWith = null;
    expect(membersAtStream(device.keeping)).toEqual(['alice']);
  });
});
