import * as z from 'zod';
import { rsaKeySize } from './public-keys.ts';

/** The only id form the SDK accepts: lower case, dashed, version 1-5, variant 8/9/a/b (seald.md section 2). */
export const Uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'not a lower-case UUID',
  );

/** Standard base64 of a SHA-256 digest. */
export const KeyHash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'not a base64 SHA-256');

/** An RSA public key of a size the SDK makes, base64 of its SPKI DER. */
export const PublicKey = z.base64().refine((key) => rsaKeySize(key) !== undefined, 'not an RSA public key');

/** An encryption session key encrypted for one device. Any text is taken [pub: go-seald-sdk tests], in either base64 alphabet; the bound is the emulator's. */
export const Token = z.string().min(1).max(1_000);

export const Base64 = z.base64();

/** One token of `message/` and `add_key/`. */
export const DeviceToken = z.strictObject({
  token: Token,
  created_for_key: Uuid,
  created_for_key_hash: KeyHash,
});
export type DeviceToken = z.infer<typeof DeviceToken>;
