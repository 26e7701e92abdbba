import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  hashOf,
  makeBlock,
  makeKeys,
  makeToken,
  type RawClient,
  rawCaller,
  rawSignUp,
  signText,
} from './seald-raw-client.ts';
import { openWorld, type World } from './seald-support.ts';

const answerOf = async (
  reply: Promise<{ status: number; body: { error_code?: string; model?: string } }>,
) => {
  const { status, body } = await reply;
  return [status, body.error_code ?? body.model];
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
      expect([status, body]).toEqual([400, { value: ['Invalid value.'] }]);
    });
  });

  describe('login', () => {
    it.each([
      ['another key', () => eve.login({}, makeKeys()), 'AUTHENTICATION_FAILED'],
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

    it('looks at the signing key’s hash when it is sent', async () => {
      const hash = (keys: { publicKey: string }) => ({ signing_pubkey_hash: hashOf(keys.publicKey) });
      expect(await answerOf(eve.login(hash(makeKeys())))).toEqual([406, 'LOGIN_WRONG_SIGNING_PUBKEY_HASH']);
      expect((await eve.login(hash(eve.signing))).status).toBe(200);
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
      expect(await answerOf(call('POST', '/api/user/login/', login))).toEqual([403, 'AUTHENTICATION_FAILED']);
      expect(await answerOf(call('POST', '/api/user/login/', login))).toEqual([403, 'INVALID_CHALLENGE']);
    });

    it('refuses keys that are not RSA of a known size', async () => {
      const key = makeKeys().publicKey;
      const body = { encryption_pub_key: key, signing_pub_key: Buffer.from('no key').toString('base64') };
      expect((await rawCaller(world).call('POST', '/api/user/', body)).status).toBe(400);
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
      expect(await answerOf(renew(client, victim.deviceId))).toEqual([404, 'Device']);
      expect(await answerOf(renew(client, client.deviceId, keys))).toEqual([406, 'INVALID_TRANSACTION']);
      expect((await renew(client, client.deviceId)).status).toBe(200);
      expect(await answerOf(client.login())).toEqual([403, 'AUTHENTICATION_FAILED']);
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
      ['a hash that is not the device’s', () => makeToken(victim.deviceId, makeKeys().publicKey)],
      ['an unknown device', () => makeToken(eve.sealdId, eve.encryption.publicKey)],
    ])('opens a session without a token for %s, and names it', async (_name, token) => {
      const { status, body } = await create(eve, [own(eve), token()]);
      expect({ status, body }).toEqual({
        status: 201,
        body: {
          message: expect.any(String),
          succeeded_created_for_key: [eve.deviceId],
          failed_created_for_key: [token().created_for_key],
          add_key_serializer_errors: null,
        },
      });
    });

    it('does not look into a token', async () => {
      const { body } = await create(eve, [{ ...own(eve), token: 'foobar' }]);
      expect(body).toMatchObject({ succeeded_created_for_key: [eve.deviceId] });
    });

    it('stores up to 100 tokens, and none of more', async () => {
      const many = Array.from({ length: 101 }, () => own(eve));
      expect((await create(eve, many)).body).toMatchObject({
        succeeded_created_for_key: [],
        add_key_serializer_errors: { tokens: ['Cannot accept more than 100 keys'] },
      });
      expect((await create(eve, many.slice(1))).body).toMatchObject({ add_key_serializer_errors: null });
    });

    it('lets its maker add keys without one of their own, unless told to refuse it', async () => {
      const made = await create(eve, [own(victim)]);
      const path = `/api/message/${(made.body as unknown as { message: string }).message}`;
      const add = () => eve.call('POST', `${path}/add_key/`, { multistatus: true, tokens: [own(eve)] });
      world.service.faults.api.put({ refuseWithoutOwnKey: true });
      expect(await answerOf(create(eve, [own(victim)]))).toEqual([406, 'NO_TOKEN_FOR_SELF']);
      expect((await create(eve, [own(victim)], true)).status).toBe(201);
      expect(await answerOf(add())).toEqual([404, 'Message']);
      world.service.faults.api.reset();
      expect(await answerOf(eve.call('GET', `${path}/`))).toEqual([404, 'Message']);
      expect((await add()).status).toBe(207);
      expect((await eve.call('GET', `${path}/`)).status).toBe(200);
    });

    it('takes what go-seald-sdk sends: no `allow_download`, rights by user', async () => {
      const rights = { [eve.sealdId]: { read: true, forward: true, revoke: false } };
      const made = await eve.call('POST', '/api/message/', { tokens: [own(eve)], rights });
      expect(made.status).toBe(201);
      const path = `/api/message/${(made.body as unknown as { message: string }).message}`;
      expect((await eve.call('GET', `${path}/?lookup_proxy_key=0&lookup_group_key=0`)).body).toMatchObject({
        owner: eve.sealdId,
        meta_data: '',
      });
    });

    it('lets only a reader add keys and only the owner destroy', async () => {
      const created = await create(victim, [own(victim)]);
      const id = (created.body as unknown as { message: string }).message;
      const body = { multistatus: true, tokens: [own(eve)] };
      expect(await answerOf(eve.call('POST', `/api/message/${id}/add_key/`, body))).toEqual([404, 'Message']);
      expect(await answerOf(eve.call('GET', `/api/message/${id}/`))).toEqual([404, 'Message']);
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
      expect(await answerOf(victim.call('GET', `/api/message/${id}/`))).toEqual([404, 'Message']);
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
        proxy_mk_ids: null,
        entrusted_emails: {},
        revoke_all: { user_ids: { [eve.sealdId]: 'ok' }, proxy_mk_ids: {}, entrusted_emails: {} },
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
        errors: [message_id],
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
          'Device',
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
