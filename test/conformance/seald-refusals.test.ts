import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  makeBlock,
  makeKeys,
  makeToken,
  type RawClient,
  rawCaller,
  rawSignUp,
  signText,
} from './seald-raw-client.ts';
import { openWorld, type World } from './seald-support.ts';

const answerOf = async (reply: Promise<{ status: number; body: { error_code?: string } }>) => {
  const { status, body } = await reply;
  return [status, body.error_code];
};

describe('what no honest client sends is refused', () => {
  let world: World;
  let lines: string[];
  let wire: string;
  let eve: RawClient;
  let victim: RawClient;

  beforeAll(async () => {
    lines = [];
    wire = '';
    world = await openWorld({
      onLine: (line) => lines.push(line),
      onWire: (server, bytes) => {
        wire += `${server} ${Buffer.from(bytes)}\n`;
      },
    });
    eve = await rawSignUp(world, 'eve');
    victim = await rawSignUp(world, 'victim');
  });
  afterAll(() => world.close());

  describe('transport', () => {
    it('answers a browser’s preflight on both servers', async () => {
      for (const url of [`${world.service.url}/api/message/`, `${world.service.ssksUrl}/tmr/front/push/`]) {
        const answer = await fetch(url, {
          method: 'OPTIONS',
          headers: { origin: 'http://app.test', 'access-control-request-method': 'POST' },
        });
        expect(answer.status).toBe(204);
        const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(',');
        expect(allowed).toEqual(
          expect.arrayContaining([
            'content-type',
            'http_accept_language',
            'x-csrftoken',
            'x-hdr-method',
            'x-hdr-session-id',
            'x-seald-app-id',
            'x-seald-version',
            'x-seald-appid',
            'x-seald-session',
          ]),
        );
        expect(allowed).not.toContain('x-seald-apikey');
        expect(answer.headers.get('access-control-allow-methods')).toBe('GET,POST,DELETE,PATCH');
        expect(answer.headers.get('access-control-max-age')).toBe('600');
      }
    });

    it('lets a page read the headers it needs, on errors too', async () => {
      const answer = await fetch(`${world.service.url}/api/user/status/`, {
        headers: { origin: 'http://app.test', 'x-seald-app-id': world.secrets.appId },
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toBe(
        'x-binstance,x-hdr-session-id,x-hdr-csrf-token',
      );
      expect(answer.headers.get('x-binstance')).toBeTruthy();
      expect(await answer.json()).toMatchObject({
        error_id: expect.stringMatching(/./),
        error_code: 'NOT_AUTHENTICATED',
      });
    });

    it('keeps pages away from the backend’s call', async () => {
      const answer = await fetch(`${world.service.ssksUrl}/tmr/back/challenge_send/`, { method: 'OPTIONS' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });

    it('marks unknown routes and foreign apps as its own answers', async () => {
      const { call } = rawCaller(world);
      const unknown = await call('GET', '/api/nowhere/');
      expect([unknown.status, unknown.headers.has('x-binstance')]).toEqual([404, true]);
      const foreign = rawCaller({ ...world, secrets: { ...world.secrets, appId: 'another' } });
      expect(await answerOf(foreign.call('POST', '/api/user/create_challenge/'))).toEqual([
        403,
        'UNKNOWN_APP',
      ]);
    });

    it('wants the CSRF token on everything but GET', async () => {
      const { call, session } = rawCaller(world);
      Object.assign(session, { ...eve.session, 'x-csrftoken': 'wrong' });
      expect(await answerOf(call('GET', '/api/user/status/'))).toEqual([200, undefined]);
      expect(await answerOf(call('POST', '/api/user/search/', {}))).toEqual([403, 'CSRF_FAILED']);
    });

    it('refuses unknown members, naming them without their value', async () => {
      const { status, body } = await eve.call('POST', '/api/user/search/', { type: 'AP', value: 42 });
      expect([status, (body as { detail?: string }).detail]).toEqual([400, 'invalid member: value']);
    });
  });

  describe('login', () => {
    it.each([
      ['another key', () => eve.login({}, makeKeys()), 'INVALID_SIGNATURE'],
      [
        'another user’s device',
        () => eve.login({ device_id: victim.deviceId, key_id: victim.deviceId }),
        'INVALID_DEVICE',
      ],
      ['another user', () => eve.login({ uid: victim.sealdId }), 'INVALID_DEVICE'],
    ])('refuses %s', async (_name, login, code) => {
      expect(await answerOf(login())).toEqual([403, code]);
      expect((await eve.login()).status).toBe(200);
    });

    it('takes a challenge once and only in its own session', async () => {
      const { call } = rawCaller(world);
      const login = {
        uid: eve.sealdId,
        key_id: eve.deviceId,
        device_id: eve.deviceId,
        signed_challenge: 'AAAA',
      };
      expect(await answerOf(call('POST', '/api/user/login/', login))).toEqual([403, 'INVALID_CHALLENGE']);
      await call('POST', '/api/user/create_challenge/');
      expect(await answerOf(call('POST', '/api/user/login/', login))).toEqual([403, 'INVALID_SIGNATURE']);
      expect(await answerOf(call('POST', '/api/user/login/', login))).toEqual([403, 'INVALID_CHALLENGE']);
    });

    it('refuses keys that are not RSA of a known size', async () => {
      const key = makeKeys().publicKey;
      const body = { encryption_pub_key: key, signing_pub_key: Buffer.from('no key').toString('base64') };
      expect(await answerOf(rawCaller(world).call('POST', '/api/user/', body))).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
    });
  });

  describe('sigchain', () => {
    const stranger = makeKeys();

    it.each([
      ['a second first block', 'WRONG_POSITION', () => ({})],
      ['a gap', 'WRONG_POSITION', () => ({ position: 2, previousHash: eve.firstBlock.signature.hash })],
      ['another history', 'WRONG_POSITION', () => ({ position: 1, previousHash: '0'.repeat(64) })],
    ])('refuses %s', async (_name, code, change) => {
      expect(await answerOf(eve.addBlock(makeBlock({ ...eve.blockParts, ...change() })))).toEqual([
        406,
        code,
      ]);
    });

    it.each([
      ['a foreign device', ({ deviceId }: RawClient) => ({ deviceId: victim.deviceId, signerId: deviceId })],
      ['another encryption key', () => ({ encryptionPublicKey: stranger.publicKey })],
      [
        'another signing key',
        ({ signing }: RawClient) => ({ signingPublicKey: stranger.publicKey, pubkeys: [signing.publicKey] }),
      ],
      ['another signer', () => ({ signerId: victim.deviceId })],
      ['a signature by another key', () => ({ signer: stranger })],
      ['an old date', () => ({ createdAt: Math.floor(Date.now() / 1_000) - 3_700 })],
      ['a future date', () => ({ createdAt: Math.floor(Date.now() / 1_000) + 3_700 })],
      ['too long a life', () => ({ expireAt: Math.floor(Date.now() / 1_000) + 157_690_000 })],
      ['no life', () => ({ expireAt: 0 })],
      ['another type', () => ({ type: 'renewal' as const })],
    ])('refuses a first block with %s, then takes a good one', async (_name, change) => {
      const client = await rawSignUp(world, `chain-${Math.random()}`, { addFirstBlock: false });
      const bad = makeBlock({ ...client.blockParts, ...change(client) });
      expect(await answerOf(client.addBlock(bad))).toEqual([406, 'INVALID_TRANSACTION']);
      expect((await client.addBlock(client.firstBlock)).status).toBe(200);
    });

    it('refuses a hash that is not the transaction’s, and extras without the key', async () => {
      const client = await rawSignUp(world, 'chain-hash', { addFirstBlock: false });
      const hash = 'a'.repeat(64);
      const signature = { protocol: '2', hash, signature: signText(client.signing, hash) };
      const otherHash = { ...client.firstBlock, signature };
      const noKey = makeBlock({ ...client.blockParts, pubkeys: [] });
      for (const bad of [otherHash, noKey])
        expect(await answerOf(client.addBlock(bad))).toEqual([406, 'INVALID_TRANSACTION']);
    });

    it('renews only one’s own device, by the old key', async () => {
      const keys = makeKeys();
      const renew = (client: RawClient, deviceId: string, signer = client.signing) =>
        client.call('POST', `/api/device/${deviceId}/renew/`, {
          encryption_pub_key: keys.publicKey,
          signing_pub_key: keys.publicKey,
          transaction: makeBlock({
            position: 1,
            previousHash: client.firstBlock.signature.hash,
            type: 'renewal',
            deviceId,
            encryptionPublicKey: keys.publicKey,
            signingPublicKey: keys.publicKey,
            signer,
          }),
        });
      const client = await rawSignUp(world, 'chain-renew');
      expect(await answerOf(renew(client, victim.deviceId))).toEqual([404, 'NOT_FOUND']);
      expect(await answerOf(renew(client, client.deviceId, keys))).toEqual([406, 'INVALID_TRANSACTION']);
      expect((await renew(client, client.deviceId)).status).toBe(200);
      expect(await answerOf(client.login())).toEqual([403, 'INVALID_SIGNATURE']);
      expect((await client.login({}, keys)).status).toBe(200);
    });

    it('closes a revoked device out', async () => {
      const client = await rawSignUp(world, 'chain-revoke');
      const transaction_data = makeBlock({
        ...client.blockParts,
        position: 1,
        previousHash: client.firstBlock.signature.hash,
        type: 'revocation',
        expireAt: 0,
      });
      const path = `/api/device/${client.deviceId}/revoke_device/`;
      expect((await client.call('POST', path, { transaction_data })).status).toBe(200);
      expect(await answerOf(client.call('GET', '/api/user/status/'))).toEqual([403, 'KEY_REVOKED']);
      expect(await answerOf(client.login())).toEqual([403, 'KEY_REVOKED']);
    });
  });

  describe('encryption sessions', () => {
    const create = (client: RawClient, tokens: object[], notForMe = false) =>
      client.call('POST', '/api/message/', { allow_download: false, not_for_me: notForMe, tokens });
    const own = (client: RawClient) => makeToken(client.deviceId, client.encryption.publicKey);

    it.each([
      [
        'a hash that is not the device’s',
        'WRONG_KEY_HASH',
        () => makeToken(victim.deviceId, makeKeys().publicKey),
      ],
      [
        'a token of another length',
        'INVALID_TOKEN',
        () => ({ ...own(victim), token: makeToken(eve.deviceId, makeKeys(2048).publicKey).token }),
      ],
      ['an unknown device', 'UNKNOWN_DEVICE', () => makeToken(eve.sealdId, eve.encryption.publicKey)],
    ])('refuses %s and opens nothing', async (_name, code, token) => {
      expect(await answerOf(create(eve, [own(eve), token()]))).toEqual([406, code]);
    });

    it('refuses a session for self without a token for self, and more than 50 tokens', async () => {
      expect(await answerOf(create(eve, [own(victim)]))).toEqual([406, 'NO_TOKEN_FOR_SELF']);
      expect((await create(eve, [own(victim)], true)).status).toBe(201);
      const many = Array.from({ length: 51 }, () => own(eve));
      expect(await answerOf(create(eve, many))).toEqual([400, 'INVALID_REQUEST']);
    });

    it('lets only a reader add keys and only the owner destroy', async () => {
      const created = await create(victim, [own(victim)]);
      const id = (created.body as unknown as { message: string }).message;
      const body = { multistatus: true, tokens: [own(eve)] };
      expect(await answerOf(eve.call('POST', `/api/message/${id}/add_key/`, body))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await answerOf(eve.call('GET', `/api/message/${id}/`))).toEqual([404, 'NOT_FOUND']);
      const date = { date: '2000-01-01' };
      expect(await answerOf(eve.call('POST', `/api/message/${id}/self_destruct_date/`, date))).toEqual([
        403,
        'NO_ACL',
      ]);
      const mixed = [own(eve), makeToken(victim.deviceId, makeKeys().publicKey)];
      const added = await victim.call('POST', `/api/message/${id}/add_key/`, {
        multistatus: true,
        tokens: mixed,
      });
      expect(added.status).toBe(207);
      expect(added.body).toEqual({
        status: {
          [eve.deviceId]: { status: 200, error: null },
          [victim.deviceId]: { status: 406, error: { code: 'WRONG_KEY_HASH', id: expect.any(String) } },
        },
      });
      expect((await victim.call('POST', `/api/message/${id}/self_destruct_date/`, date)).status).toBe(200);
      expect(await answerOf(victim.call('GET', `/api/message/${id}/`))).toEqual([404, 'NOT_FOUND']);
    });

    it('revokes all others but not the owner, and only for the owner', async () => {
      const created = await create(victim, [own(victim), own(eve)]);
      const path = `/api/message/${(created.body as unknown as { message: string }).message}`;
      expect(await answerOf(eve.call('POST', `${path}/revoke/`, { revoke: 'others' }))).toEqual([
        403,
        'NO_ACL',
      ]);
      expect((await victim.call('POST', `${path}/revoke/`, { revoke: 'others' })).body).toEqual({
        user_ids: null,
        entrusted_emails: {},
        revoke_all: { user_ids: { [eve.sealdId]: 'ok' }, entrusted_emails: {} },
      });
      expect((await victim.call('GET', `${path}/`)).status).toBe(200);
      expect((await eve.call('GET', `${path}/`)).status).toBe(404);
    });

    it('re-encrypts only for one’s own validated device, and only what it misses', async () => {
      const client = await rawSignUp(world, 'second-device');
      const keys = makeKeys();
      const added = await client.call('POST', '/api/device/add_device/', {
        encryption_pub_key: keys.publicKey,
        signing_pub_key: keys.publicKey,
      });
      const { device_data } = added.body as unknown as { device_data: { id: string; state: string } };
      expect(device_data.state).toBe('U');
      const path = `/api/device/${device_data.id}`;
      const missing = `${path}/missing_encrypted_message_keys/?page=1&error_if_not_provisioned=true`;
      expect(await answerOf(client.call('GET', missing))).toEqual([406, 'DEVICE_NOT_PROVISIONED_YET']);
      const created = await create(eve, [own(eve)]);
      const { token, created_for_key_hash } = makeToken(device_data.id, keys.publicKey);
      const message_id = (created.body as unknown as { message: string }).message;
      const body = { keys: [{ message_id, token, created_for_key_hash }] };
      const addKeys = () => client.call('POST', `${path}/add_encrypted_message_keys/`, body);
      expect((await addKeys()).status).toBe(404);
      const transaction_data = makeBlock({
        position: 1,
        previousHash: client.firstBlock.signature.hash,
        deviceId: device_data.id,
        encryptionPublicKey: keys.publicKey,
        signingPublicKey: keys.publicKey,
        signerId: client.deviceId,
        signer: client.signing,
      });
      expect(
        (await client.call('POST', `${path}/validate_pending_device/`, { transaction_data })).status,
      ).toBe(200);
      expect((await client.call('GET', missing)).body).toEqual({ nb_page: 1, data: [] });
      expect((await addKeys()).body).toEqual({
        success: [],
        errors: [{ message_id, error_code: 'NOT_MISSING' }],
      });
    });

    it('is closed to an account that joined no team', async () => {
      const teamless = await rawSignUp(world, undefined);
      expect((await teamless.call('GET', '/api/user/status/')).body).toMatchObject({ level: '' });
      expect(await answerOf(create(teamless, [own(teamless)]))).toEqual([403, 'NO_TEAM']);
    });

    it('keeps other people’s devices and missing keys to themselves', async () => {
      expect(await answerOf(eve.call('GET', `/api/user/${victim.sealdId}/devices/`))).toEqual([
        403,
        'NO_ACL',
      ]);
      for (const path of ['', 'missing_encrypted_message_keys/'])
        expect(await answerOf(eve.call('GET', `/api/device/${victim.deviceId}/${path}`))).toEqual([
          404,
          'NOT_FOUND',
        ]);
    });
  });

  it('shows tests all it receives and its log nothing of it', async () => {
    await eve.call('POST', '/api/user/search/', { type: 'AP', value: 'canary-3f9c' });
    expect(wire).toContain(`api POST ${world.service.url}/api/user/search/\n`);
    expect(wire).toContain('canary-3f9c');
    expect(lines.join('\n')).not.toContain('canary-3f9c');
    expect(lines.at(-1)).toBe('seald-api POST /api/user/search/ 404');
  });
});
