import { type JudgeStoredDeps, judgeStored } from './judge-stored.ts';
import type { Refusal } from './plaintext-policy.ts';
import type { StoredMessages, StreamObject } from './stored-messages.ts';

/** A message that was deleted because it was not encrypted as it must be. */
export type Swept = { cid: unknown; messageId: string; refusal: Refusal; messageTime: unknown };

export type SweepStoredDeps = JudgeStoredDeps & {
  messages: Pick<StoredMessages, 'hardDelete'>;
  /** Told of each message that this call deleted, after it is gone. */
  report: (swept: Swept) => void;
};

export type StoredOutcome = 'accepted' | 'swept' | 'gone';

/**
 * Deletes a stored message for good unless it may stand. `message` and `channel` must come from Stream itself, read just
 * now. A repeat finds nothing to do. Throws when the registry or Stream does not answer; then nothing was deleted, or the
 * message was and nobody was told.
 */
export const sweepStored = async (
  deps: SweepStoredDeps,
  message: StreamObject,
  channel: StreamObject,
): Promise<StoredOutcome> => {
  const verdict = await judgeStored(deps, message, channel);
  if (verdict.accepted) return 'accepted';
  if (typeof message.id !== 'string') throw new Error('A stored message has no id');
  const isDone = await deps.messages.hardDelete(message.id);
  if (!isDone) return 'gone';
  deps.report({
    cid: channel.cid,
    messageId: message.id,
    refusal: verdict.refusal,
    messageTime: message.updated_at,
  });
  return 'swept';
};
