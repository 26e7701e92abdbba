import * as z from 'zod';
import { historyPolicy } from './channel.ts';
import { parseJson } from './parse-json.ts';

export const EPOCH_STATEMENT_VERSION = 1;

/**
 * What the maker of an epoch says about it, encrypted. Messages and statements cannot be taken for one another: both
 * schemas are strict and only this one has `kind`. Who is not among `members` was not let in by a member, whatever Stream says.
 */
export const epochStatement = z.strictObject({
  v: z.literal(EPOCH_STATEMENT_VERSION),
  kind: z.literal('epoch'),
  /** Channel `type:id`. */
  cid: z.string().min(3),
  encryptionSessionId: z.uuid(),
  /** The session its maker trusted before, if there was one: the way back to older messages. */
  previousEncryptionSessionId: z.uuid().optional(),
  /** Chat user id of its maker; the registry's `createdBy` must say the same. */
  from: z.string().min(1),
  /** Chat user ids of all who can read, its maker included. */
  members: z.array(z.string().min(1)).min(1),
  /** Chat user ids of readers whom its maker has removed; whoever else is gone has left, or was removed by somebody else. */
  removed: z.array(z.string().min(1)).optional(),
  history: historyPolicy,
  startedAt: z.iso.datetime(),
});

export type EpochStatement = z.infer<typeof epochStatement>;

/** Reads decrypted text as a statement; null when it is not one. */
export const parseEpochStatement = (plaintext: string): EpochStatement | null =>
  epochStatement.safeParse(parseJson(plaintext)).data ?? null;
