import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { beginningWords, changesOf, changeWords } from './texts/epoch-words.ts';
import { useTexts } from './texts-context.ts';
import { useEncryption } from './use-encryption.ts';
import { useNameOf } from './use-name-of.ts';

/** A change of the encryption in words. `id` is the encryption session's, `at` an ISO time. */
export type EpochLine = { id: string; at: string; words: string };

/** What each verified epoch changed, and how the first of them began; oldest first. */
export const useEpochChanges = (
  channel: EncryptedChannel,
): { beginning: EpochLine | null; changes: EpochLine[] } => {
  const { epochs } = useEncryption(channel);
  const nameOf = useNameOf(channel.stream);
  const texts = useTexts();
  const [first] = epochs;
  return {
    beginning: first
      ? {
          id: first.encryptionSessionId,
          at: first.startedAt,
          words: beginningWords(first, nameOf, texts),
        }
      : null,
    changes: changesOf(epochs).map((change) => ({
      id: change.epoch.encryptionSessionId,
      at: change.epoch.startedAt,
      words: changeWords(change, nameOf, texts),
    })),
  };
};
