import { parseEncryptedText } from '../contract/encrypted-text.ts';
import { type JudgeStoredDeps, judgeStored } from './judge-stored.ts';
import type { Refusal } from './plaintext-policy.ts';
import type { StoredMessages, StreamObject } from './stored-messages.ts';
import { type SweepAllowance, UNLIMITED } from './sweep-allowance.ts';

/** A message that may not stand, because it is not encrypted as it must be. */
export type Swept = { cid: unknown; messageId: string; refusal: Refusal; messageTime: unknown };

export type SweepStoredDeps = JudgeStoredDeps & {
  messages: Pick<StoredMessages, 'hardDelete'>;
  allowance: SweepAllowance;
  /** Told of each message that this call deleted, after it is gone. */
  report: (swept: Swept) => void;
  /** Told of each that stays, because no more may be deleted today: somebody should look first. */
  reportHeldBack: (heldBack: Swept) => void;
};

export type StoredOutcome = 'accepted' | 'swept' | 'gone' | 'held-back';

/**
 * Deletes a stored message for good unless it may stand. `message` and `channel` must come from Stream itself, read just
 * now. A repeat finds nothing to do, or what was held back. Throws when the registry, the table or Stream does not answer; then
 * nothing was deleted, or the message was and nobody was told.
 */
export const sweepStored = async (
  deps: SweepStoredDeps,
  message: StreamObject,
  channel: StreamObject,
): Promise<StoredOutcome> => {
  const verdict = await judgeStored(deps, message, channel);
  if (verdict.accepted) return 'accepted';
  if (typeof message.id !== 'string') throw new Error('A stored message has no id');
  const { refusal } = verdict;
  const found = { cid: channel.cid, messageId: message.id, refusal, messageTime: message.updated_at };
  const allowance = isCiphertext(message) ? deps.allowance : UNLIMITED;
  if (!(await allowance.take(message.id))) {
    deps.reportHeldBack(found);
    return 'held-back';
  }
  if (!(await deps.messages.hardDelete(message.id))) return 'gone';
  deps.report(found);
  return 'swept';
};

const isCiphertext = ({ text }: StreamObject): boolean =>
  typeof text === 'string' && parseEncryptedText(text) !== null;
