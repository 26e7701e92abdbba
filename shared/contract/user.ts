import * as z from 'zod/mini';
import { activationKeyType } from './activation-key-type.ts';
import { ownAuthorKey } from './author-key.ts';
import { sealdAccount } from './enrolment.ts';
import { sigchainHash } from './sigchain-hash.ts';

/** 64 random bytes in base64: our half of the two-man rule. */
export const twoManRuleKey = z.base64().check(z.length(88));

/**
 * Answer of `POST /signup`, and what `GET /me` answers of somebody who is known.
 * `activationKey` is there exactly while the user is not enrolled, fresh in each answer; it makes one Seald identity, which as a signup JWT binds no user id:
 * that comes with the `connectorKey` of `PUT /me/identity`, for the identity that is saved and for no other.
 */
export const userResponse = z.object({
  id: z.string().check(z.meta({ description: 'Chat user id, the same at Stream.' })),
  sealdId: z
    .string()
    .check(z.meta({ description: 'User id to give to the Seald SDK and to the two-man-rule plug-in.' })),
  isEnrolled: z.boolean(),
  twoManRuleKey,
  activationKey: z.optional(z.string()),
  activationKeyType: z.optional(activationKeyType),
  authFactorHint: z
    .optional(z.string())
    .check(z.meta({ description: 'Enough of the enrolled phone or e-mail to recognise it.' })),
  account: z.optional(sealdAccount).check(
    z.meta({
      description: 'Of the identity that is saved. A device that holds another one has to retrieve this one.',
    }),
  ),
  mayBeStored: z.optional(z.boolean()).check(
    z.meta({
      description:
        'False as long as no device was let store an identity in the place that codes are for: then there is nothing to look for at the key storage.',
    }),
  ),
  sigchainHash: z.optional(sigchainHash).check(
    z.meta({
      description: 'What a device of this user registered last with `POST /enroll`, for this identity.',
    }),
  ),
  authorKey: z.optional(ownAuthorKey).check(
    z.meta({
      description:
        'The key that the devices of this user sign with; absent until one has registered it, and for another identity than it was made for.',
    }),
  ),
});

export type UserResponse = z.infer<typeof userResponse>;

/** Answer of `GET /me`. That somebody is not known yet is no failure: it is how everybody begins. */
export const meResponse = z.object({
  user: z.nullable(userResponse).check(z.meta({ description: 'Null before signup.' })),
});
export type MeResponse = z.infer<typeof meResponse>;
