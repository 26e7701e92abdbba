import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, openWorld, type World } from './seald-support.ts';

describe('fault switches', () => {
  let world: World;
  let alice: Awaited<ReturnType<World['signUp']>>;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signUp('alice');
  });
  afterEach(async () => {
    for (const origin of [world.service.url, world.service.ssksUrl])
      await fetch(`${origin}/_faults`, { method: 'DELETE' });
  });
  afterAll(() => world.close());

  const put = (origin: string, settings: object) =>
    fetch(`${origin}/_faults`, { method: 'PUT', body: JSON.stringify(settings) });
  const send = () =>
    world.challengeSend({
      user_id: 'alice',
      auth_factor: { type: 'SMS', value: '+33611111111' },
      create_user: true,
      force_auth: true,
    });

  it('destroys the socket before any answer, as often as asked', async () => {
    await put(world.service.ssksUrl, { faults: [{ kind: 'down', times: 2 }] });
    await expect(send()).rejects.toThrow('fetch failed');
    await expect(send()).rejects.toThrow('fetch failed');
    expect((await send()).status).toBe(200);
  });

  it('delays', async () => {
    await put(world.service.ssksUrl, { faults: [{ kind: 'slow', delayMs: 2000, times: 1 }] });
    const timed = async () => {
      const start = performance.now();
      expect((await send()).status).toBe(200);
      return performance.now() - start;
    };
    expect(await timed()).toBeGreaterThanOrEqual(1990);
    expect(await timed()).toBeLessThan(1990);
  });

  it('answers a status, a quota failure and malformed JSON', async () => {
    await put(world.service.ssksUrl, { faults: [{ kind: 'status', status: 500 }] });
    expect((await send()).status).toBe(500);
    expect((await send()).status).toBe(500);
    await put(world.service.ssksUrl, { faults: [{ kind: 'sms-quota', times: 1 }] });
    const quota = await send();
    expect([quota.status, await quota.json()]).toEqual([406, { detail: 'SMSQuotaFailed' }]);
    await put(world.service.ssksUrl, { faults: [{ kind: 'malformed', times: 1 }] });
    const malformed = await send();
    expect(malformed.status).toBe(200);
    await expect(malformed.json()).rejects.toThrow();
    expect((await send()).status).toBe(200);
  });

  it('limits a fault to a path and tells what stands', async () => {
    const faults = [{ kind: 'status', status: 503, path: '/tmr/front/', times: 3 }];
    await put(world.service.ssksUrl, { faults });
    expect((await send()).status).toBe(200);
    const search = () => fetch(`${world.service.ssksUrl}/tmr/front/search/`, { method: 'POST' });
    expect((await search()).status).toBe(503);
    const standing = await fetch(`${world.service.ssksUrl}/_faults`);
    expect(await standing.json()).toMatchObject({ faults: [{ ...faults[0], times: 2 }] });
    await fetch(`${world.service.ssksUrl}/_faults`, { method: 'DELETE' });
    expect((await search()).status).toBe(403);
  });

  it('expires every code now', async () => {
    const factor = { type: 'SMS', value: '+33622222222' } as const;
    const ticket = await world.startSsks('alice', factor);
    await put(world.service.ssksUrl, { expireCodes: true });
    const saved = alice.client.ssks2MR.saveIdentity({
      userId: 'alice',
      authFactor: factor,
      twoManRuleKey: 'k',
      ...ticket,
    });
    await expect(saved).rejects.toThrow('Invalid challenge');
  });

  it('fails the next calls of the API, then serves again', async () => {
    const create = () => alice.client.createEncryptionSession({ userIds: ['alice'] });
    await put(world.service.url, {
      faults: [{ kind: 'status', status: 500, path: '/api/message/', times: 1 }],
    });
    expect(await codeOf(create())).toBe('SWITCHED_FAULT');
    await expect(create()).resolves.toBeDefined();
    await put(world.service.url, { faults: [{ kind: 'down', times: 1 }] });
    await expect(create()).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(create()).resolves.toBeDefined();
  });

  it('plays the codes the SDK acts on', async () => {
    const bob = await world.signUp('bob');
    const fault = { kind: 'status', status: 403, path: '/api/message/', times: 1 };
    await put(world.service.url, { faults: [{ ...fault, code: 'NOT_AUTHENTICATED' }] });
    await expect(bob.client.createEncryptionSession({ userIds: ['bob'] })).resolves.toBeDefined();
    await put(world.service.url, { faults: [{ ...fault, code: 'KEY_REVOKED' }] });
    expect(await codeOf(bob.client.createEncryptionSession({ userIds: ['bob'] }))).toBe(
      'LOGIN_DEVICE_REVOKED',
    );
  });

  it.each([
    ['an unknown member', { fault: [] }],
    ['an unknown kind', { faults: [{ kind: 'gremlins' }] }],
    ['a member of another kind', { faults: [{ kind: 'down', delayMs: 3 }] }],
    ['zero times', { faults: [{ kind: 'down', times: 0 }] }],
  ])('refuses settings with %s and changes nothing', async (_name, settings) => {
    for (const origin of [world.service.url, world.service.ssksUrl])
      expect((await put(origin, settings)).status).toBe(400);
    expect((await send()).status).toBe(200);
  });
});
