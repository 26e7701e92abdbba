import * as z from 'zod';
import { messageReference } from '../../../../shared/contract/envelope.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import { utf8 } from '../platform/utf8.ts';
import { parseKept } from '../storage/parse-kept.ts';

/**
 * Why a message has not gone. While it waits: `no-connection`, `busy` (a server is slow, out of order, or asks to wait). Kept back, until the
 * cause is gone: `removed` (this user is not in the channel), `security-notice`, `not-allowed`, `members-not-ready`. Failed, for good unless it is
 * changed or tried again: `overdue` (it was kept back so long that the person is asked), `too-long`, `refused`, `file-gone`, `file-unusable`, `gone`, `not-own`, `unknown`.
 */
export const OUTBOX_REASONS = [
  'no-connection',
  'busy',
  'removed',
  'security-notice',
  'not-allowed',
  'members-not-ready',
  'overdue',
  'too-long',
  'refused',
  'file-gone',
  'file-unusable',
  'gone',
  'not-own',
  'unknown',
] as const;

export type OutboxReason = (typeof OUTBOX_REASONS)[number];

/** `waiting` for its turn, the connection or a server. `sending` now. `kept-back` until its reason is gone. `failed`: it does not go by itself any more. */
export type OutboxState = 'waiting' | 'sending' | 'kept-back' | 'failed';

/** A message of one's own, or new words for one, that Stream has not stored yet. */
export type OutboxEntry = {
  /** Stream message id. */
  id: string;
  /** `edit`: the message is at Stream, these are new words for it. */
  kind: 'message' | 'edit';
  text: string | undefined;
  attachments: readonly SealedFile[] | undefined;
  parentId: string | undefined;
  showInChannel: boolean;
  quotedMessageId: string | undefined;
  writtenAt: Date;
  state: OutboxState;
  reason: OutboxReason | null;
  /** What the team's hook said, with `refused`. */
  refusal: string | undefined;
  /** Whether trying again as it is may help; otherwise only other words or files do, or nothing. */
  canRetry: boolean;
  /** Share of its files that has been uploaded, 0 to 100; undefined when nothing is. */
  uploaded: number | undefined;
};

/** Trying these again gives the same. */
const HOPELESS: ReadonlySet<OutboxReason> = new Set([
  'too-long',
  'file-gone',
  'file-unusable',
  'gone',
  'not-own',
]);

export const canRetry = (state: OutboxState, reason: OutboxReason | null): boolean =>
  (state === 'failed' || state === 'kept-back') && !(reason && HOPELESS.has(reason));

/** What `keptFile` keeps of a file. Only this device wrote it: whether it may be sent is seen when it is. */
export const keptFileForm = z.strictObject({
  sha256: z.string(),
  name: z.string(),
  mimeType: z.string(),
  size: z.number(),
  thumbnail: z.string().optional(),
  url: z.string().optional(),
  cid: z.string().optional(),
  messageId: z.string().optional(),
  keptAs: z.string().optional(),
});

const words = z.strictObject({
  v: z.literal(2),
  id: z.string().min(1),
  kind: z.enum(['message', 'edit']),
  /** Its place among those of the channel: milliseconds, made to grow. */
  place: z.number(),
  /** Another one after each change of the words. */
  version: z.int().nonnegative(),
  text: z.string().optional(),
  attachments: z.array(keptFileForm).optional(),
  parentId: z.string().optional(),
  showInChannel: z.boolean().optional(),
  quoted: z.optional(messageReference),
  mentionedUserIds: z.array(z.string()).optional(),
  failed: z.strictObject({ reason: z.enum(OUTBOX_REASONS), refusal: z.string().optional() }).optional(),
  /** It was kept back, and the person has not asked for it since. */
  wasKeptBack: z.boolean().optional(),
  /** The person does not want it to be sent, but it may have been. */
  isCancelled: z.boolean().optional(),
});

/** What is kept of an entry on the device. */
export type KeptEntry = z.infer<typeof words>;

export const entryBytes = (entry: KeptEntry): Uint8Array => utf8(JSON.stringify(entry));

/** Null when it is no entry of this version. */
export const parseEntry = (bytes: Uint8Array): KeptEntry | null => parseKept(words, bytes);
