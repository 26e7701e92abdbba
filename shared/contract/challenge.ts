import * as z from 'zod/mini';
import { enrolmentAttempt } from './enrolment.ts';
import { twoManRuleKey } from './user.ts';

const phoneNumber = z
  .string()
  .check(z.maxLength(32), z.meta({ description: 'E.164, for example +32470123456' }));
const email = z.string().check(z.maxLength(254));
const absent = z.optional(z.never());

/**
 * Body of `POST /challenge`: where the code goes, a phone number or an e-mail address, never both.
 * Strict on purpose: a code sent here by mistake is refused, because the code must never pass through the backend.
 */
export const challengeRequest = z.xor(
  [z.strictObject({ phoneNumber, email: absent }), z.strictObject({ phoneNumber: absent, email })],
  'exactly one of phoneNumber and email is needed',
);

export type ChallengeRequest = z.infer<typeof challengeRequest>;

/** Answer of `POST /challenge`. The code itself goes from Seald's key storage to the person, past us. */
export const challengeResponse = z.object({
  mustAuthenticate: z.boolean(),
  twoManRuleKey,
  twoManRuleSessionId: z
    .string()
    .check(z.meta({ description: 'Session of the key storage (SSKS), for the 2MR plug-in.' })),
  attempt: enrolmentAttempt,
});

export type ChallengeResponse = z.infer<typeof challengeResponse>;
