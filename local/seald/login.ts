// Challenge and login (seald.md section 4).
// Left out: login history, the challenge that `POST /api/user/` answers (clients ignore it).
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { isSignedBy, keyHash } from './public-keys.ts';
import { readBody } from './request-body.ts';
import { Base64, KeyHash, Uuid } from './wire-formats.ts';

const Login = z.strictObject({
  uid: Uuid,
  key_id: Uuid,
  device_id: Uuid,
  signed_challenge: Base64,
  /** [pub: go-seald-sdk loginRequest] */
  signing_pubkey_hash: KeyHash.optional(),
});

export const addLogin = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/user/create_challenge/', (c) => c.json({ next_chall: context.sessions.challenge(c) }));

  app.post('/api/user/login/', async (c) => {
    const body = await readBody(c, Login);
    const challenge = context.sessions.takeChallenge(c);
    if (!challenge) throw new ApiError(403, 'INVALID_CHALLENGE', 'no unused challenge in this session');
    // 404 here, not 403, is what the SDK turns into `LOGIN_UNKNOWN_USER`.
    if (!context.state.accounts.has(body.uid)) throw new ApiError(404, 'USER_DOES_NOT_EXIST', 'no such user');
    const device = context.state.devices.get(body.device_id);
    if (device?.accountId !== body.uid || body.key_id !== body.device_id)
      throw new ApiError(403, 'INVALID_DEVICE', 'not a device of this user');
    if (device.state === 'R') throw new ApiError(403, 'KEY_REVOKED', 'this device is revoked');
    const hash = body.signing_pubkey_hash; // codes [pub: go-seald-sdk account.go, ImportIdentity]
    if (hash !== undefined && hash !== keyHash(device.signingPubKey))
      throw new ApiError(406, 'LOGIN_WRONG_SIGNING_PUBKEY_HASH', 'not the current signing key');
    if (!isSignedBy(device.signingPubKey, challenge, body.signed_challenge))
      throw new ApiError(403, 'AUTHENTICATION_FAILED', 'the challenge is not signed by the current key');
    context.sessions.login(c, device);
    return c.json({ status: 'ok' });
  });
};
