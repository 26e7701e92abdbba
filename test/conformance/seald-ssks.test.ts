import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthFactor } from '@seald-io/sdk-plugin-ssks-2mr';
import { openWorld, type World } from './seald-support.ts';

const HOUR_MS = 60 * 60 * 1_000;
const RIGHT_SHAPE_WRONG_CODE = 'aaaaaaaa';

describe('SSKS two-man rule with the real plugin', () => {
  let world: World;
  let now: Date | undefined;
  let lines: string[];
  let people = 0;

  beforeAll(async () => {
    lines = [];
    world = await openWorld({ now: () => now ?? new Date(), onLine: (line) => lines.push(line) });
  });
  afterEach(() => {
    now = undefined;
  });
  afterAll(() => world.close());

  /** A new person with an identity, a factor and a two-man rule key. */
  const newPerson = async (type: AuthFactor['type'] = 'SMS') => {
    people += 1;
    const userId = `person-${people}`;
    const value = type === 'SMS' ? `+3361234${1000 + people}` : `${userId}@example.test`;
    const authFactor: AuthFactor = { type, value };
    const rawTwoManRuleKey = randomBytes(64).toString('base64');
    return { ...(await world.signUp(userId)), userId, authFactor, rawTwoManRuleKey };
  };
  type Person = Awaited<ReturnType<typeof newPerson>>;
  type Ticket = { sessionId: string; challenge?: string };

  const argsOf = ({ userId, authFactor, rawTwoManRuleKey }: Person, ticket: Ticket) => ({
    userId,
    authFactor,
    rawTwoManRuleKey,
    sessionId: ticket.sessionId,
    ...(ticket.challenge && { challenge: ticket.challenge }),
  });
  const start = (person: Person, forceAuth?: boolean) =>
    world.startSsks(person.userId, person.authFactor, forceAuth);
  const save = (person: Person, ticket: Ticket) => person.client.ssks2MR.saveIdentity(argsOf(person, ticket));
  const retrieve = async (person: Person, ticket: { sessionId: string; challenge: string }) => {
    const client = await world.newClient();
    const identity = await client.ssks2MR.retrieveIdentity({ ...argsOf(person, ticket), ...ticket });
    return { client, identity };
  };

  it.each(['SMS', 'EM'] as const)('saves with a code by %s and retrieves on a new client', async (type) => {
    const person = await newPerson(type);
    const ticket = await start(person);
    expect(ticket.mustAuthenticate).toBe(true);
    expect(ticket.challenge).toMatch(/^[abcdefghjkmnpqrstuvwxyz23456789]{8}$/);
    await save(person, ticket);
    const before = await person.client.getSigchainHash();
    const { client, identity } = await retrieve(person, await start(person));
    expect(identity).toEqual({
      userId: person.userId,
      sealdId: person.sealdId,
      deviceId: person.deviceId,
    });
    // Stored by an authenticated session: no renewal, so both clients hold the same keys.
    expect(await client.getSigchainHash()).toEqual(before);
    const session = await person.client.createEncryptionSession({ userIds: [person.userId] });
    expect(await client.decryptMessage(await session.encryptMessage('both'))).toBe('both');
  });

  it('works with a derived two-man rule key and tells a wrong one apart', async () => {
    const { client, userId, authFactor } = await newPerson();
    const first = await world.startSsks(userId, authFactor);
    const common = { userId, authFactor, twoManRuleKey: 'a passphrase' };
    await client.ssks2MR.saveIdentity({ ...common, ...first });
    const second = await world.startSsks(userId, authFactor);
    const wrong = await world.newClient();
    await expect(
      wrong.ssks2MR.retrieveIdentity({ ...common, ...second, twoManRuleKey: 'another' }),
    ).rejects.toThrow('Invalid appId, userId, or twoManRuleKey');
    const third = await world.startSsks(userId, authFactor);
    const right = await world.newClient();
    await expect(right.ssks2MR.retrieveIdentity({ ...common, ...third })).resolves.toMatchObject({ userId });
  });

  it('renews the keys on retrieving what was saved without a code, and locks the first client out', async () => {
    const person = await newPerson();
    const ticket = await start(person, false);
    expect(ticket).toMatchObject({ mustAuthenticate: false, challenge: '' });
    await save(person, ticket);
    const { client } = await retrieve(person, await start(person, false));
    expect((await client.getSigchainHash()).position).toBe(1);
    world.service.faults.api.put({ forgetSessions: true });
    await expect(person.client.createEncryptionSession({ userIds: [person.userId] })).rejects.toThrow();
    const again = await retrieve(person, await start(person, false));
    expect((await again.client.getSigchainHash()).position).toBe(1);
  });

  it('asks for a code only when something is stored for that factor, or when told to', async () => {
    const person = await newPerson();
    const other: AuthFactor = { type: 'EM', value: 'other@example.test' };
    expect((await start(person, false)).mustAuthenticate).toBe(false);
    await save(person, await start(person));
    expect((await start(person, false)).mustAuthenticate).toBe(true);
    expect((await world.startSsks(person.userId, other, false)).mustAuthenticate).toBe(false);
    expect(world.service.inbox.list(other.value)).toEqual([]);
  });

  it('refuses a wrong code with the plugin’s clear error; the right one still works', async () => {
    const person = await newPerson();
    const { sessionId, challenge } = await start(person);
    await expect(save(person, { sessionId, challenge: RIGHT_SHAPE_WRONG_CODE })).rejects.toThrow(
      'Invalid challenge',
    );
    await expect(save(person, { sessionId, challenge })).resolves.toBeUndefined();
  });

  it('kills a code at the fifth wrong try, not at the fourth', async () => {
    const person = await newPerson();
    const wrongTries = async (sessionId: string, tries: number) => {
      for (let i = 0; i < tries; i += 1)
        await expect(save(person, { sessionId, challenge: RIGHT_SHAPE_WRONG_CODE })).rejects.toThrow(
          'Invalid challenge',
        );
    };
    const killed = await start(person);
    await wrongTries(killed.sessionId, 5);
    await expect(save(person, killed)).rejects.toThrow('Invalid challenge');
    const spared = await start(person);
    await wrongTries(spared.sessionId, 4);
    await expect(save(person, spared)).resolves.toBeUndefined();
  });

  it('takes a code until six hours have passed', async () => {
    const person = await newPerson();
    const early = await start(person);
    const late = await start(person);
    now = new Date(Date.now() + 6 * HOUR_MS - 60_000);
    await expect(save(person, { ...early })).resolves.toBeUndefined();
    now = new Date(Date.now() + 6 * HOUR_MS);
    await expect(save(person, late)).rejects.toThrow('Invalid challenge');
  });

  it('takes a code once, and each code only in its own session', async () => {
    const person = await newPerson();
    const first = await start(person);
    const second = await start(person);
    await expect(save(person, { sessionId: second.sessionId, challenge: first.challenge })).rejects.toThrow(
      'Invalid challenge',
    );
    await save(person, first);
    await expect(save(person, first)).rejects.toThrow('Invalid challenge');
  });

  it('binds a session to its factor', async () => {
    const person = await newPerson();
    const ticket = await start(person);
    const other: Person = { ...person, authFactor: { type: 'SMS', value: '+33698765432' } };
    await expect(save(other, ticket)).rejects.toThrow('SSKS challengeValidate failed: 403');
    const open = await world.startSsks(person.userId, person.authFactor, false);
    await expect(save(other, { sessionId: open.sessionId })).rejects.toThrow('SSKS push failed: 403');
  });

  it('refuses a push that skips the code, and an unknown session', async () => {
    const person = await newPerson();
    const { sessionId } = await start(person);
    await expect(save(person, { sessionId })).rejects.toThrow('SSKS push failed: 403');
    await expect(save(person, { sessionId: 'unknown' })).rejects.toThrow('SSKS push failed: 404');
  });

  it('lets an unauthenticated session store a first identity and repeat itself, never replace another’s', async () => {
    const person = await newPerson();
    const [mine, thief] = [await start(person, false), await start(person, false)];
    await save(person, { sessionId: mine.sessionId });
    await expect(save(person, { sessionId: mine.sessionId })).resolves.toBeUndefined();
    await expect(save(person, { sessionId: thief.sessionId })).rejects.toThrow('SSKS push failed: 403');
  });

  it('answers nothing to a session that gave no code, and says when nothing is stored', async () => {
    const person = await newPerson();
    const ticket = await start(person);
    await expect(retrieve(person, ticket)).rejects.toThrow('Could not find this identity');
    const { sessionId } = await start(person, false);
    const answer = await fetch(`${world.service.ssksUrl}/tmr/front/search/`, {
      method: 'POST',
      headers: { 'x-seald-appid': world.secrets.appId, 'x-seald-session': sessionId },
    });
    expect(answer.status).toBe(403);
  });

  describe('for the backend', () => {
    const body = { user_id: 'backend-user', auth_factor: { type: 'SMS', value: '+33600000000' } };
    const statusOf = async (change: object, headers?: Record<string, string>) =>
      (await world.challengeSend({ ...body, create_user: true, ...change }, headers)).status;

    it('refuses a wrong key and a wrong app', async () => {
      expect(await statusOf({}, { 'x-seald-apikey': 'wrong' })).toBe(401);
      expect(await statusOf({}, { 'x-seald-apikey': '' })).toBe(401);
      expect(await statusOf({}, { 'x-seald-appid': 'wrong' })).toBe(401);
      expect(await statusOf({})).toBe(200);
    });

    it('knows no user it was not told to create', async () => {
      expect(await statusOf({ user_id: 'never-created', create_user: false })).toBe(404);
      expect(await statusOf({ user_id: 'now-created' })).toBe(200);
      expect(await statusOf({ user_id: 'now-created', create_user: false })).toBe(200);
    });

    it.each([
      ['an unknown member', { code: 'abcdefgh' }],
      ['a phone number that is not E.164', { auth_factor: { type: 'SMS', value: '0612345678' } }],
      ['a malformed address', { auth_factor: { type: 'EM', value: 'nobody' } }],
      ['a factor of another kind', { auth_factor: { type: 'PIGEON', value: 'x' } }],
      ['an empty user id', { user_id: '' }],
      [
        'an e-mail template without the placeholder',
        { auth_factor: { type: 'EM', value: 'a@b.test' }, template: '<p>hello</p>' },
      ],
    ])('refuses %s', async (_name, change) => {
      expect(await statusOf(change)).toBe(400);
    });

    it('tolerates template and fake_otp and never answers the code', async () => {
      const auth_factor = { type: 'EM', value: 'template@example.test' };
      const change = { template: '<b>$$CHALLENGE$$</b>', fake_otp: true, force_auth: true };
      const answer = await world.challengeSend({ ...body, ...change, auth_factor, create_user: true });
      const text = await answer.text();
      const [message] = world.service.inbox.list(auth_factor.value);
      expect(message?.code).toHaveLength(8);
      expect(text).not.toContain(message?.code);
      expect(Object.keys(JSON.parse(text)).sort()).toEqual(['must_authenticate', 'session_id']);
    });
  });

  it('writes no code, factor or session id in its log', () => {
    const log = lines.join('\n');
    expect(log).toContain('seald-ssks POST /tmr/back/challenge_send/ 200');
    const messages = world.service.inbox.list();
    expect(messages.length).toBeGreaterThan(10);
    for (const { code, to } of messages) {
      expect(log).not.toContain(code);
      expect(log).not.toContain(to);
    }
  });
});
