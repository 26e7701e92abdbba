// User licence tokens, the deprecated way into the team (seald.md section 8).
// Left out: expiry (these tokens have none) and rotation of validation keys (one is known).
import { scrypt } from 'node:crypto';
import * as z from 'zod';
import type { ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { sameSecret } from './constant-time.ts';
import { Uuid } from './wire-formats.ts';

export const PreValidation = z.strictObject({
  domain_validation_key_id: Uuid,
  nonce: z.string().regex(/^[0-9a-f]{64}$/),
  token: z.string().regex(/^[0-9a-f]{128}$/),
});

const SCRYPT = { N: 16_384, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

const deriveToken = (value: string, validationKey: string, nonce: string): Promise<string> =>
  new Promise((resolve, reject) => {
    scrypt(`${value}-${validationKey}`, nonce, 64, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key.toString('hex')),
    );
  });

/**
 * Checks the token for a connector value `<userId>@<appId>` and spends its nonce. Throws `ApiError` 403
 * `INVALID_PRE_VALIDATION`, or 406 `NONCE_EXISTS` for a nonce seen before.
 */
export const spendLicenseToken = async (
  { secrets, state, changed }: ApiContext,
  value: string,
  preValidation: z.infer<typeof PreValidation>,
): Promise<void> => {
  const { domain_validation_key_id, nonce, token } = preValidation;
  const expected = await deriveToken(value, secrets.validationKey, nonce);
  if (domain_validation_key_id !== secrets.validationKeyId || !sameSecret(token, expected))
    throw new ApiError(403, 'INVALID_PRE_VALIDATION', 'not a token for this user');
  if (state.usedNonces.has(nonce)) throw new ApiError(406, 'NONCE_EXISTS', 'this nonce was used before');
  state.usedNonces.add(nonce);
  changed();
};
