import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { codeOf, makeSecrets, openWorld, type World } from './seald-support.ts';

describe('signing up with the real SDK', () => {
  let world: World;
  let now: Date | undefined;

  beforeAll(async () => {
    world = await openWorld({ now: () => now ?? new Date() });
  });
  afterAll(() => world.close());

  /** A signup JWT with chosen claims, for what the SDK's own helper cannot make. */
  const makeJwt = (claims: object, secret = world.secrets.jwtSecret) =>
    new SignJWT({ iss: world.secrets.jwtSecretId, iat: Date.now() / 1_000, join_team: true, ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(Buffer.from(secret, 'ascii'));

  it('accepts a JWT made by the SDK and gives the account its userId', async () => {
    const alice = await world.signUp('jwt-alice');
    expect(alice.userId).toBe('jwt-alice');
    expect(await alice.client.registrationStatus()).toBe('registered');
    expect(await alice.client.getCurrentAccountInfo()).toEqual({
      userId: 'jwt-alice',
      sealdId: alice.sealdId,
      deviceId: alice.deviceId,
    });
  });

  it('refuses a JWT of another secret before anything exists, and a good one then works', async () => {
    const client = await world.newClient();
    const bad = await makeJwt({}, makeSecrets().jwtSecret);
    await expect(client.initiateIdentity({ signupJWT: bad })).rejects.toMatchObject({
      code: 'INVALID_JWT',
      status: 403,
    });
    expect(await client.registrationStatus()).toBe('no-account');
    await client.initiateIdentity({ signupJWT: await world.signupJwt('jwt-second-try') });
    expect(await client.registrationStatus()).toBe('registered');
  });

  it.each([
    ['another issuer', () => ({ iss: randomUUID() })],
    ['an old iat without exp', () => ({ iat: Date.now() / 1_000 - 601 })],
    ['an exp in the past', () => ({ exp: Math.floor(Date.now() / 1_000) - 60 })],
    ['a connector of another app', () => ({ connector_add: { type: 'AP', value: `eve@${randomUUID()}` } })],
    ['an empty userId', () => ({ connector_add: { type: 'AP', value: `@${world.secrets.appId}` } })],
    ['a scope that does not allow joining', () => ({ scopes: [4] })],
    [
      'a scope that does not allow a connector',
      () => ({ scopes: 3, connector_add: { type: 'AP', value: `eve@${world.secrets.appId}` } }),
    ],
  ])('refuses a JWT with %s', async (_name, claims) => {
    const client = await world.newClient();
    const signupJWT = await makeJwt(claims());
    expect(await codeOf(client.initiateIdentity({ signupJWT }))).toBe('INVALID_JWT');
    expect(await client.registrationStatus()).toBe('no-account');
  });

  it('refuses an unsigned JWT', async () => {
    const [, payload] = (await makeJwt({})).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const client = await world.newClient();
    // The client insists on a third part.
    expect(await codeOf(client.initiateIdentity({ signupJWT: `${header}.${payload}.AA` }))).toBe(
      'INVALID_JWT',
    );
  });

  it('accepts fractional iat, no jti and the scopes that suffice', async () => {
    const client = await world.newClient();
    const connector_add = { type: 'AP', value: `jwt-scopes@${world.secrets.appId}` };
    const signupJWT = await makeJwt({ scopes: [3, 4], connector_add });
    expect((await client.initiateIdentity({ signupJWT })).userId).toBe('jwt-scopes');
  });

  it('takes a JWT once only, also when two use it at the same moment', async () => {
    const signupJWT = await world.signupJwt('jwt-once');
    const clients = await Promise.all([world.newClient(), world.newClient()]);
    const results = await Promise.allSettled(clients.map((client) => client.initiateIdentity({ signupJWT })));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const third = await world.newClient();
    expect(await codeOf(third.initiateIdentity({ signupJWT }))).toBe('INVALID_JWT');
  });

  it('refuses a sign-up by a JWT that does not join the team', async () => {
    const client = await world.newClient();
    const signupJWT = await world.signupJwt('jwt-no-team', false);
    expect(await codeOf(client.initiateIdentity({ signupJWT }))).toBe('INVALID_JWT_NO_TEAM');
    expect(await client.registrationStatus()).toBe('no-account');
  });

  it('adds the userId later by pushJwt', async () => {
    const client = await world.newClient();
    await client.initiateIdentity({ signupJWT: await world.signupJwt() });
    const pushed = await client.pushJwt(await world.signupJwt('jwt-later', false));
    expect(pushed).toMatchObject({ userId: 'jwt-later', joinedTeam: false });
    expect((await client.getCurrentAccountInfo()).userId).toBe('jwt-later');
  });

  it('refuses to join the team twice', async () => {
    const { client } = await world.signUp('jwt-joined');
    expect(await codeOf(client.pushJwt(await world.signupJwt('jwt-joined')))).toBe('ALREADY_IN_TEAM');
  });

  it('gives a userId to its newest account', async () => {
    const first = await world.signUp('jwt-again');
    const second = await world.signUp('jwt-again');
    const reader = await world.signUp('jwt-reader');
    const session = await reader.client.createEncryptionSession({ userIds: ['jwt-again'] });
    const { sessionId } = session;
    await expect(second.client.retrieveEncryptionSession({ sessionId })).resolves.toBeDefined();
    expect(await codeOf(first.client.retrieveEncryptionSession({ sessionId }))).toBe('NO_TOKEN_FOR_YOU');
  });

  describe('with a user licence token', () => {
    const licenseToken = async (userId: string, key = world.secrets.validationKey) => {
      const client = await world.newClient();
      return client.utils.generateUserLicenseToken(userId, key, world.secrets.validationKeyId);
    };

    it('accepts one made by the SDK', async () => {
      const client = await world.newClient();
      const userLicenseToken = await licenseToken('token-alice');
      const identity = await client.initiateIdentity({ userId: 'token-alice', userLicenseToken });
      expect(identity.userId).toBe('token-alice');
      expect(await client.registrationStatus()).toBe('registered');
      await expect(client.exportIdentity()).resolves.toBeInstanceOf(Buffer);
    });

    it('refuses a used nonce', async () => {
      const userLicenseToken = await licenseToken('token-twice');
      const [first, second] = await Promise.all([world.newClient(), world.newClient()]);
      await first.initiateIdentity({ userId: 'token-twice', userLicenseToken });
      expect(await codeOf(second.initiateIdentity({ userId: 'token-twice', userLicenseToken }))).toBe(
        'NONCE_EXISTS',
      );
    });

    it.each([
      [
        'another validation key',
        'token-bob',
        async () => licenseToken('token-bob', makeSecrets().validationKey),
      ],
      ['another userId', 'token-bob', async () => licenseToken('token-mallory')],
    ])('refuses a token of %s; the account then exists without a userId', async (_name, userId, make) => {
      const client = await world.newClient();
      const userLicenseToken = await make();
      expect(await codeOf(client.initiateIdentity({ userId, userLicenseToken }))).toBe(
        'INVALID_PRE_VALIDATION',
      );
      expect(await client.registrationStatus()).not.toBe('registered');
    });
  });

  it('measures a JWT against the server clock', async () => {
    const client = await world.newClient();
    const signupJWT = await world.signupJwt('jwt-slow');
    now = new Date(Date.now() + 11 * 60_000);
    expect(await codeOf(client.initiateIdentity({ signupJWT }))).toBe('INVALID_JWT');
    now = undefined;
  });
});
