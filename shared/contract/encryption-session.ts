import * as z from 'zod/mini';
import { authorKeyClaim } from './author-key.ts';
import { sealedText, sessionOf } from './sealed-text.ts';
import { time } from './time.ts';

const namesSession = (text: string | undefined, encryptionSessionId: string | undefined): boolean =>
  text === undefined || sessionOf(text) === encryptionSessionId;

/**
 * Body of `PUT /channels/{channelType}/{channelId}/encryption-session`. The two texts hold the epoch's statement
 * (`epoch-statement.ts`), which the backend cannot read.
 */
export const registerEncryptionSessionRequest = z
  .strictObject({
    encryptionSessionId: z.uuid(),
    previousEncryptionSessionId: z.optional(z.uuid()).check(
      z.meta({
        description: "The one that is current as far as the caller knows; none for a channel's first.",
      }),
    ),
    welcome: z.optional(sealedText).check(
      z.meta({
        description: 'The statement, encrypted in the new session: tells those who join what they joined.',
      }),
    ),
    announcement: z.optional(sealedText).check(
      z.meta({
        description:
          'The statement, encrypted in the session its maker trusted last: proves the change to those who hold that one.',
      }),
    ),
  })
  .check(
    z.refine(({ welcome, encryptionSessionId }) => namesSession(welcome, encryptionSessionId), {
      path: ['welcome'],
      message: 'must be encrypted in the new session',
    }),
  );
export type RegisterEncryptionSessionRequest = z.infer<typeof registerEncryptionSessionRequest>;

/** One encryption session of a channel. Epochs count from 1 and are never changed. */
export const epoch = z.object({
  encryptionSessionId: z.uuid(),
  epoch: z.int().check(z.positive()),
  createdBy: z.string().check(z.meta({ description: 'Chat user id.' })),
  createdAt: time,
  author: z.optional(authorKeyClaim).check(
    z.meta({
      description:
        "What its maker's author key was when they registered it: tells who it was when the maker is gone.",
    }),
  ),
  welcome: z.optional(z.string()),
  announcement: z.optional(z.string()),
});
export type Epoch = z.infer<typeof epoch>;

/**
 * Answer of the `PUT`: the caller's epoch, or the one that is current because another came first. A repeat gets the
 * caller's own again even when later ones have come since, so an answer with another session means: yours was never registered.
 */
export const registerEncryptionSessionResponse = epoch;

/** Query of the `GET`. */
export const encryptionSessionQuery = z.strictObject({
  after: z
    .optional(z.string().check(z.regex(/^\d{1,9}$/, 'must be an epoch')))
    .check(z.meta({ description: 'Lists only epochs later than this one.', examples: ['2'] })),
  anew: z.optional(z.enum(['true', 'false'])).check(
    z.meta({
      description:
        'True has the backend look at the channel at Stream now, and put its data right: what it saw less than ten seconds ago will do otherwise.',
    }),
  ),
});

/**
 * Answer of the `GET`: the current epoch, and all in their order. A list of more than some 3 MB is cut: when it ends before
 * the current epoch, ask on with `after` its last.
 */
export const encryptionSessionResponse = z.object({
  current: z
    .nullable(epoch)
    .check(z.meta({ description: 'Null while the channel has none: make one and register it.' })),
  epochs: z.array(epoch),
});
export type EncryptionSessionResponse = z.infer<typeof encryptionSessionResponse>;
