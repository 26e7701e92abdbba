import * as z from 'zod/mini';
import { authorKeyClaim } from './author-key.ts';
import { sealdAccount } from './enrolment.ts';
import { erasureReceipt, heldElsewhere } from './erasure.ts';
import { namedPeer } from './peer.ts';
import { sigchainHash } from './sigchain-hash.ts';
import { time } from './time.ts';

const keptAuthorKey = z.extend(authorKeyClaim, {
  account: sealdAccount.check(z.meta({ description: 'Of the identity that the key was made for.' })),
  registeredAt: time,
});

/** A user's record as it is kept. */
const exportedRecord = z.object({
  createdAt: time,
  enrolledAt: z.optional(time),
  twoManRuleKey: z
    .object({ isHeld: z.literal(true) })
    .check(
      z.meta({ description: 'That a key is kept, sealed. It is no part of an export: `GET /me` gives it.' }),
    ),
  authFactors: z
    .array(
      z.object({
        index: z.string().check(z.meta({ description: 'Keyed hash of the phone number or e-mail address.' })),
        hint: z.string(),
        challengedAt: time,
      }),
    )
    .check(z.meta({ description: 'Where codes were sent. The phone number or address itself is not kept.' })),
  account: z.optional(sealdAccount),
  sigchain: z.optional(z.object({ hash: sigchainHash, account: sealdAccount, registeredAt: time })),
  authorKey: z.optional(
    z.extend(keptAuthorKey, {
      privateHalf: z.object({ isHeld: z.literal(true) }).check(
        z.meta({
          description:
            "That the private half is kept, encrypted for the user's own devices: `GET /me` gives it.",
        }),
      ),
    }),
  ),
  formerAuthorKeys: z
    .optional(z.array(keptAuthorKey))
    .check(z.meta({ description: 'Public halves of the keys of identities that the user had before.' })),
});

const codeSent = z.object({
  sentAt: time,
  authFactor: z
    .optional(z.string())
    .check(z.meta({ description: 'Index of where it went, as in `authFactors`.' })),
});

/** Answer of `GET /me/export`: all that the backend holds under the caller's id, and where the rest is. */
export const exportResponse = z.object({
  exportedAt: time,
  userId: z.string(),
  sealdId: z.string(),
  record: z.optional(exportedRecord).check(z.meta({ description: 'Absent for somebody erased.' })),
  codes: z
    .array(codeSent)
    .check(
      z.meta({ description: 'Codes asked for within a day, kept to count them; they go by themselves.' }),
    ),
  contacts: z.array(namedPeer).check(
    z.meta({
      description: 'Whom the caller started a conversation with, or whose invitation they accepted.',
    }),
  ),
  blocked: z.array(namedPeer),
  shutOutAt: z
    .optional(time)
    .check(z.meta({ description: 'When the team that runs the chat shut the caller out.' })),
  erasure: z.optional(erasureReceipt).check(z.meta({ description: 'For somebody erased, or going to be.' })),
  elsewhere: z.array(heldElsewhere),
});
export type ExportResponse = z.infer<typeof exportResponse>;
