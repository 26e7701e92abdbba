import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, makeSecrets, openWorld, type World } from './seald-support.ts';

describe('the life of real SDK clients', () => {
  let world: World;
  let lines: string[];
  /** Closed at the end even when a test fails half way. */
  const others: World[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'seald-clients-'));

  beforeAll(async () => {
    lines = [];
    world = await openWorld({ onLine: (line) => lines.push(line) });
  });
  afterAll(async () => {
    await Promise.all([world, ...others].map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  });

  const openOther = async (...overrides: Parameters<typeof openWorld>) => {
    const other = await openWorld(...overrides);
    others.push(other);
    return other;
  };

  const linesDuring = async (act: () => Promise<unknown>) => {
    const before = lines.length;
    await act();
    return lines.slice(before);
  };

  it('sends heartbeats and asks for events', async () => {
    const { client } = await world.signUp('beating');
    const seen = await linesDuring(async () => {
      await client.intervals.heartbeat();
      await client.intervals.updateEvents();
    });
    expect(seen).toContain('seald-api GET /api/user/heartbeat/ 200');
    expect(seen).toContain('seald-api POST /barberstreet/events_search/ 200');
  });

  it('comes back from its database', async () => {
    const database = {
      databasePath: join(folder, 'alice'),
      databaseRawKey: randomBytes(64).toString('base64'),
    };
    const alice = await world.signUp('alice', database);
    const session = await alice.client.createEncryptionSession({ userIds: ['alice'] });
    const message = await session.encryptMessage('kept');
    await alice.client.close();
    const again = await world.newClient(database);
    expect(await again.registrationStatus()).toBe('registered');
    expect((await again.getCurrentAccountInfo()).deviceId).toBe(alice.deviceId);
    expect(await again.decryptMessage(message)).toBe('kept');
    await again.close();
    const wrongKey = { ...database, databaseRawKey: randomBytes(64).toString('base64') };
    await expect(world.newClient(wrongKey)).rejects.toThrow('Wrong database key');
  });

  it('serves parallel calls and logs in once when its session is gone', async () => {
    const { client } = await world.signUp('parallel');
    const create = () => client.createEncryptionSession({ userIds: ['parallel'] });
    const sessions = await Promise.all(Array.from({ length: 10 }, create));
    world.service.faults.api.put({ forgetSessions: true });
    const seen = await linesDuring(() =>
      Promise.all(sessions.map(({ sessionId }) => client.retrieveEncryptionSession({ sessionId }))),
    );
    expect(seen.filter((line) => line === 'seald-api POST /api/user/login/ 200')).toHaveLength(1);
    expect(seen.filter((line) => line === 'seald-api GET /api/message/:id/ 200')).toHaveLength(10);
  });

  it.each([
    ['with its session alive', { forgetUsers: true }],
    ['when it logs in again', { forgetUsers: true, forgetSessions: true }],
  ])('learns that the server forgot it, %s', async (_name, settings) => {
    const other = await openOther();
    const { client } = await other.signUp('forgotten');
    other.service.faults.api.put(settings);
    expect(await codeOf(client.createEncryptionSession({ userIds: ['other'] }))).toBe('LOGIN_UNKNOWN_USER');
  });

  it('survives a restart of the server that kept its state', async () => {
    const stateDir = join(folder, 'state');
    const secrets = makeSecrets();
    const factor = { type: 'EM', value: 'kept@example.test' } as const;
    const rawTwoManRuleKey = randomBytes(64).toString('base64');
    const first = await openOther({ ...secrets, stateDir });
    const { client } = await first.signUp('kept');
    const message = await (await client.createEncryptionSession({ userIds: ['kept'] })).encryptMessage(
      'before',
    );
    const save = await first.startSsks('kept', factor);
    const { sessionId, challenge } = save;
    await client.ssks2MR.saveIdentity({
      userId: 'kept',
      authFactor: factor,
      sessionId,
      challenge,
      rawTwoManRuleKey,
    });
    const jwt = await first.signupJwt('kept-jwt');
    const spender = await first.newClient();
    await spender.initiateIdentity({ signupJWT: jwt });
    // Last, so that closing must write it: the state file is otherwise a moment behind.
    const pending = await first.startSsks('kept', factor);
    await first.close();

    const second = await openOther({ ...secrets, stateDir });
    const back = await second.newClient();
    await back.ssks2MR.retrieveIdentity({
      userId: 'kept',
      authFactor: factor,
      sessionId: pending.sessionId,
      challenge: pending.challenge,
      rawTwoManRuleKey,
    });
    expect(await back.decryptMessage(message)).toBe('before');
    expect(second.service.inbox.list()).toHaveLength(2);
    const reuser = await second.newClient();
    expect(await codeOf(reuser.initiateIdentity({ signupJWT: jwt }))).toBe('INVALID_JWT');
  });

  it('forgets everything without a state folder', async () => {
    const secrets = makeSecrets();
    const first = await openOther(secrets);
    const { sealdId } = await first.signUp('lost');
    await first.close();
    const second = await openOther(secrets);
    const { client } = await second.signUp('reader');
    await expect(client.createEncryptionSession({ sealdIds: [sealdId] })).rejects.toThrow();
  });

  it('listens on both ports or on none, on the loopback interface, and may be closed twice', async () => {
    const taken = Number(new URL(world.service.ssksUrl).port);
    const probe = await openOther();
    const apiPort = Number(new URL(probe.service.url).port);
    expect(new URL(probe.service.url).hostname).toBe('127.0.0.1');
    await probe.close();
    await probe.service.close();
    await expect(openOther({ apiPort, ssksPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const free = await openOther({ apiPort });
    expect(free.service.url).toBe(`http://127.0.0.1:${apiPort}`);
  });
});
