import * as z from 'zod/mini';
import { signature } from './signed-text.ts';
import { time } from './time.ts';

/** How many messages before the one reported may be shown with it. */
export const MAX_MESSAGES_BEFORE = 10;
export const NOTE_MAX_LENGTH = 1_000;
/** No envelope is longer: encrypted, it has to fit into a message of Stream's (`encrypted-text.ts`). */
const SIGNED_MAX_LENGTH = 20_000;

export const reportReasons = [
  'spam',
  'harassment',
  'threat',
  'hate',
  'sexual',
  'self-harm',
  'illegal',
  'other',
] as const;
export type ReportReason = (typeof reportReasons)[number];

/** A message as its author signed it: the envelope's text as it was decrypted, and the signature that stood before it. */
const signedMessage = z.strictObject({
  text: z.string().check(z.minLength(2), z.maxLength(SIGNED_MAX_LENGTH)),
  signature,
});

/**
 * Body of `POST /reports`, the words that leave the device in the clear: the message reported, as many before it as its reporter agreed to show, of the same channel
 * and in their order, and what the reporter says of it. In all at most `MAX_BODY_CHARACTERS`.
 */
export const reportRequest = z.strictObject({
  message: signedMessage,
  before: z.array(signedMessage).check(z.maxLength(MAX_MESSAGES_BEFORE)),
  reason: z.enum(reportReasons),
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(NOTE_MAX_LENGTH))),
});
export type ReportRequest = z.infer<typeof reportRequest>;

/** Answer of `POST /reports`. The id is the same for every report of one message by one person: the newest takes the place of the others. */
export const reportResponse = z.object({
  reportId: z.string().check(z.meta({ description: 'What to quote to the team that runs the chat.' })),
  reportedAt: time.check(z.meta({ description: 'When the team got what it has now.' })),
});
export type ReportResponse = z.infer<typeof reportResponse>;
