import * as z from 'zod/mini';
import { enrolmentAnswers, enrolmentStates } from './enrolment-states.ts';

/** Seald's own id of an identity, the same for everybody who looks it up (seald.md section 2). */
export const sealdAccount = z.string().check(
  z.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a UUID in lower case'),
  z.meta({
    description: "Seald's own id of the identity: `sealdId` of the SDK's `getCurrentAccountInfo()`.",
  }),
);

const device = z
  .string()
  .check(
    z.regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, _ or -'),
    z.meta({ description: 'Random id that the device made for itself and keeps.' }),
  );

export const enrolmentAttempt = z
  .int()
  .check(
    z.gte(1),
    z.meta({ description: 'Which place at the key storage codes and stored identities belong to.' }),
  );

/** Body of `PUT /me/identity`, in this order: whose turn it is, which identity is stored now, that it was read back. */
export const claimIdentityRequest = z.xor(
  [
    z.strictObject({
      on: z.literal('claim'),
      device,
      account: z
        .optional(sealdAccount)
        .check(z.meta({ description: 'Of an identity that is on the device already.' })),
    }),
    z.strictObject({ on: z.literal('store'), device, attempt: enrolmentAttempt, account: sealdAccount }),
    z.strictObject({ on: z.literal('saved'), attempt: enrolmentAttempt, account: sealdAccount }),
  ],
  'on must be claim, store or saved, with all that belongs to it and nothing else',
);
export type ClaimIdentityRequest = z.infer<typeof claimIdentityRequest>;

/** Answer of `PUT /me/identity`. */
export const claimIdentityResponse = z.object({
  answer: z.enum(enrolmentAnswers).check(
    z.meta({
      description:
        '`go`: do it. `wait`: it is the turn of another device; ask again. `fetch`: an identity is saved; retrieve that one. `anew`: what was named is not the identity of this attempt; begin again.',
    }),
  ),
  state: z.enum(enrolmentStates),
  attempt: enrolmentAttempt,
  waitSeconds: z
    .optional(z.int().check(z.gte(0)))
    .check(z.meta({ description: 'With `wait`: when the turn of the other device is over at the latest.' })),
  connectorKey: z.optional(z.string()).check(
    z.meta({
      description:
        'Once the identity is saved and until it is enrolled: a JWT for `pushJwt` of the SDK, which gives the identity its user id. Absent with user licence tokens, which give it at once.',
    }),
  ),
});
export type ClaimIdentityResponse = z.infer<typeof claimIdentityResponse>;
