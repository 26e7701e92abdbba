import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { StreamChat } from 'stream-chat';
import { API_KEY, API_SECRET, failure, openStage, type Stage } from './stream-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.service.faults.reset());
afterAll(() => stage.close());

const seconds = (shift: number) => Math.floor(Date.now() / 1000) + shift;
const sign = (claims: Record<string, unknown>, secret = API_SECRET, alg = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));

/** The JSON that `connectUser` rejects with. */
const connectFailure = async (token: string, key = API_KEY) => {
  const client = new StreamChat(key, { baseURL: stage.service.url, allowServerSideConnect: true });
  client.defaultWSTimeout = 500; // the SDK's own timer outlives a refusal, and would keep jest waiting
  const { message } = await failure(client.connectUser({ id: 'auth-user' }, token));
  await client.disconnectUser(100);
  return JSON.parse(message) as { code: number; StatusCode: number; isWSFailure: boolean };
};

const restFailure = async (query: string, headers: Record<string, string>) => {
  const response = await fetch(`${stage.service.url}/app?${query}`, { headers });
  return { status: response.status, body: (await response.json()) as { code: number; message: string } };
};

describe('authentication', () => {
  it.each([
    ['bad api_key', 2, () => sign({ user_id: 'auth-user' }), 'another-key'],
    ['expired', 40, () => sign({ user_id: 'auth-user', exp: seconds(-10) }), API_KEY],
    ['not valid yet', 41, () => sign({ user_id: 'auth-user', nbf: seconds(60) }), API_KEY],
    ['issued in the future', 42, () => sign({ user_id: 'auth-user', iat: seconds(60) }), API_KEY],
    ['signed with another secret', 43, () => sign({ user_id: 'auth-user' }, 'x'.repeat(32)), API_KEY],
    ['signed with another algorithm', 43, () => sign({ user_id: 'auth-user' }, API_SECRET, 'HS512'), API_KEY],
  ])('refuses to connect: %s', async (_name, code, makeToken, key) => {
    expect(await connectFailure(await makeToken(), key)).toMatchObject({
      code,
      StatusCode: 401,
      isWSFailure: false,
    });
  });

  it('refuses a development token, whose signature is no signature', async () => {
    expect(await connectFailure(stage.server.devToken('auth-user'))).toMatchObject({ code: 43 });
  });

  it('refuses REST calls without a token (5) and with another key (2), in the shape the SDK parses', async () => {
    const missing = await restFailure(`api_key=${API_KEY}`, { 'stream-auth-type': 'jwt' });
    expect(missing).toMatchObject({ status: 401, body: { code: 5, StatusCode: 401 } });
    expect(missing.body.message).toMatch(/^GetApp failed with error: "/);
    const token = stage.server.createToken('auth-user');
    const otherKey = { authorization: token, 'stream-auth-type': 'jwt' };
    expect(await restFailure('api_key=nope', otherKey)).toMatchObject({ status: 401, body: { code: 2 } });
  });

  it('takes an unsigned token for a bad signature', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ user_id: 'auth-user' })}.`;
    const headers = { authorization: token, 'stream-auth-type': 'jwt' };
    expect(await restFailure(`api_key=${API_KEY}`, headers)).toMatchObject({
      status: 401,
      body: { code: 43 },
    });
  });

  it('makes the user on connecting, and lets the client change only what is its own', async () => {
    const client = stage.client();
    const token = stage.server.createToken('newcomer');
    await client.connectUser({ id: 'newcomer', name: 'New', role: 'admin', colour: 'red' } as never, token);
    const { users } = await stage.server.queryUsers({ id: 'newcomer' });
    expect(users[0]).toMatchObject({ name: 'New', colour: 'red', role: 'user', online: true });
    expect(await failure(client.upsertUser({ id: 'newcomer', role: 'admin' }))).toMatchObject({ code: 17 });
    expect(await failure(client.upsertUser({ id: 'somebody-else' }))).toMatchObject({
      code: 17,
      status: 403,
    });
    const { users: saved } = await client.upsertUser({ id: 'newcomer', name: 'Newer' });
    expect(saved.newcomer).toMatchObject({ name: 'Newer' });
  });
});

describe('expired tokens and the token provider', () => {
  const shortThenLong = () => {
    const given: string[] = [];
    const provider = async () => {
      const token =
        given.length === 0
          ? await sign({ user_id: 'prov', exp: seconds(-5) })
          : stage.server.createToken('prov');
      given.push(token);
      return token;
    };
    return { given, provider };
  };

  it('gets a fresh token when the first frame says code 40', async () => {
    const { given, provider } = shortThenLong();
    const client = await stage.connect('prov', provider, 6000); // the SDK waits up to 2.5 s before it retries
    expect(client.userID).toBe('prov');
    expect(given).toHaveLength(2);
  });

  it('repeats a REST call with a fresh token when it answers code 40', async () => {
    let asked = 0;
    const client = await stage.connect('prov', async () => {
      asked += 1;
      return stage.server.createToken('prov');
    });
    const before = asked;
    stage.service.faults.set({ tokens: { expiredTimes: 1 } });
    expect((await client.queryUsers({ id: 'prov' })).users).toHaveLength(1);
    expect(asked).toBe(before + 1);
  });

  it('surfaces code 40 for a static token', async () => {
    const client = await stage.connect('static');
    stage.service.faults.set({ tokens: { expiredForSeconds: 30 } });
    expect(await failure(client.queryUsers({ id: 'static' }))).toMatchObject({ code: 40, status: 401 });
  });
});

describe('revocation', () => {
  it('revokes by user: tokens issued before, and tokens that do not say when', async () => {
    await stage.server.upsertUser({ id: 'rita' });
    const dated = stage.server.createToken('rita', seconds(600), seconds(-60));
    const undated = stage.server.createToken('rita');
    expect(await queryAs('rita', dated)).toBe('ok');
    await stage.server.revokeUserToken('rita', new Date(Date.now() - 2_000));
    expect([await queryAs('rita', dated), await queryAs('rita', undated)]).toEqual([40, 40]);
    expect(await queryAs('rita', stage.server.createToken('rita', seconds(600), seconds(0)))).toBe('ok');
    await stage.server.revokeUserToken('rita', null);
    expect(await queryAs('rita', dated)).toBe('ok');
  });

  it('revokes by app for everyone, and null undoes it', async () => {
    await stage.server.upsertUser({ id: 'sam' });
    const token = stage.server.createToken('sam', seconds(600), seconds(-60));
    await stage.server.revokeTokens(new Date());
    expect(await queryAs('sam', token)).toBe(40);
    await stage.server.revokeTokens(null);
    expect(await queryAs('sam', token)).toBe('ok');
  });

  const queryAs = async (userId: string, token: string) => {
    const response = await fetch(`${stage.service.url}/users?api_key=${API_KEY}&user_id=${userId}`, {
      headers: { authorization: token, 'stream-auth-type': 'jwt' },
    });
    return response.ok ? 'ok' : ((await response.json()) as { code: number }).code;
  };
});

describe('users', () => {
  it('upserts, patches with dotted keys, unsets and queries', async () => {
    await stage.server.upsertUsers([
      { id: 'u1', name: 'Una', city: 'Rome' } as never,
      { id: 'u2', name: 'Udo' },
    ]);
    await stage.server.partialUpdateUser({
      id: 'u1',
      set: { 'address.zip': '1' } as never,
      unset: ['city' as never],
    });
    const { users } = await stage.server.queryUsers({ id: { $in: ['u1', 'u2'] } }, [{ name: 1 }]);
    expect(users.map(({ id }) => id)).toEqual(['u2', 'u1']);
    expect(users[1]).toMatchObject({ name: 'Una', address: { zip: '1' } });
    expect(users[1]).not.toHaveProperty('city');
    expect(await failure(stage.server.partialUpdateUser({ id: 'nobody', set: {} }))).toMatchObject({
      code: 16,
    });
  });

  it('refuses keys that would reach into prototypes', async () => {
    await stage.server.upsertUser({ id: 'u3' });
    const set = JSON.parse('{"__proto__.polluted": true}');
    expect(await failure(stage.server.partialUpdateUser({ id: 'u3', set }))).toMatchObject({ code: 4 });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
