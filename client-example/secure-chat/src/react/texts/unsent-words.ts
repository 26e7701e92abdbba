import type { OutboxEntry } from '../../outbox/outbox-entry.ts';
import type { Texts } from './english.ts';

/** Why a message, or new words for one, has not gone; null while it is only on its way. */
export const unsentWords = (
  { kind, reason, refusal }: Pick<OutboxEntry, 'kind' | 'reason' | 'refusal'>,
  { unsent }: Texts,
): string | null => {
  if (!reason) return null;
  const words = reason === 'refused' && refusal ? unsent.refusedBecause(refusal) : unsent.reasons[reason];
  return kind === 'edit' ? unsent.change(words) : words;
};
