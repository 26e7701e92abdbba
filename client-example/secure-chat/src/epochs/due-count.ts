import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import type { InTurn } from '../platform/in-turn.ts';
import type { Timer } from '../platform/timer.ts';
import type { CountedMessage } from './encryption.ts';
import { type Keeping, trustedOf, updatePin } from './keeping.ts';

export type MessageCounter = {
  /** Counts a message of the trusted epoch, once however often it is told. */
  count: (message: CountedMessage) => void;
  /** Stores nothing any more: what is not stored yet is counted again from the messages loaded next time. */
  stop: () => void;
};

/** So long after a message the count is stored; in milliseconds. */
const STORE_AFTER_MS = 10_000;

/**
 * Counts the messages of the trusted epoch for the rotation, whoever sent them and from whichever device, over all the times that the
 * channel is open: of what is told at an opening, what is newer than the last counted counts. What came while the channel was closed and is not
 * among the messages loaded then stays uncounted, as do answers in threads from that time, and edits.
 */
export const createMessageCounter = (keeping: Keeping, inTurn: InTurn, timer: Timer): MessageCounter => {
  const countedBefore = keeping.pin.countedTo;
  const counted = new Set<string>();
  let isOpen = true;
  let isToBeStored = false;
  const store = (): void => {
    isToBeStored = false;
    inTurn(async () => void (isOpen && (await updatePin(keeping, {})))).catch(() => {});
  };
  const isOfTrusted = (text = ''): boolean => {
    const named = parseEncryptedText(text)?.encryptionSessionId;
    return named !== undefined && named === trustedOf(keeping)?.encryptionSessionId;
  };
  const count = ({ id, text, created_at }: CountedMessage): void => {
    const at = new Date(created_at ?? Number.NaN).getTime();
    if (!(at > countedBefore) || counted.has(id) || !isOfTrusted(text)) return;
    counted.add(id);
    const { messages, countedTo } = keeping.pin;
    // Not beyond now: a date far ahead would keep all that follows from being counted.
    const upTo = Math.max(countedTo, Math.min(at, keeping.now().getTime()));
    keeping.pin = { ...keeping.pin, messages: messages + 1, countedTo: upTo };
    if (!isToBeStored) timer(store, STORE_AFTER_MS);
    isToBeStored = true;
  };
  return {
    count,
    stop: () => {
      isOpen = false;
    },
  };
};
