import * as z from 'zod/mini';
import { BASE64URL_OF_32 } from './contract/base64url.ts';

const sharedSecret = () => z.string().check(z.regex(/^[\x21-\x7e]{64}$/, 'must be 64 characters'));

/** What each secret in Secrets Manager holds, as JSON. One secret per power, so that a role can be given just one. Each makes its schema when it is called. */
export const secretShapes = {
  /** `previousApiSecret`: accepted on webhooks only, while Stream's secret is being changed. */
  stream: () =>
    z.strictObject({
      apiKey: z.string().check(z.minLength(1)),
      apiSecret: z.string().check(z.minLength(1)),
      previousApiSecret: z.optional(z.string().check(z.minLength(1))),
    }),
  /** Lets its holder make Seald accounts. The validation key pair is needed for user licence tokens only. */
  seald: () =>
    z.strictObject({
      appId: z.uuid(),
      jwtSecretId: z.uuid(),
      jwtSecret: sharedSecret(),
      validationKeyId: z.optional(z.uuid()),
      validationKey: z.optional(z.string().check(z.minLength(1))),
    }),
  /** Lets its holder have Seald's key storage send codes. */
  ssks: () => z.strictObject({ appId: z.uuid(), apiKey: z.string().check(z.minLength(1)) }),
  /** Seals the two-man-rule keys at rest: 32-byte keys in base64, by key id; new ones are sealed with `currentKid`. */
  sealing: () =>
    z
      .strictObject({
        currentKid: z.string().check(z.minLength(1)),
        keys: z.record(z.string(), z.base64().check(z.length(44))),
      })
      .check(
        z.refine(({ currentKid, keys }) => currentKid in keys, {
          path: ['currentKid'],
          message: 'names no key',
        }),
      ),
  /** Keys the blind index of phone numbers and e-mail addresses. */
  pepper: () => z.strictObject({ pepper: z.base64().check(z.length(44)) }),
  /** Keys the hash that stands for a caller in log lines. */
  logs: () => z.strictObject({ callerKey: z.base64().check(z.length(44)) }),
  /**
   * Opens reports, newest first: X25519 private keys in base64url. No function may read it; the stage's file names the public half of the first.
   */
  moderation: () =>
    z.strictObject({
      identities: z.array(z.string().check(z.regex(BASE64URL_OF_32))).check(z.minLength(1), z.maxLength(20)),
    }),
} as const;

export type SecretName = keyof typeof secretShapes;
export type Secret<Name extends SecretName> = z.output<ReturnType<(typeof secretShapes)[Name]>>;
