import { parseEncryptedText } from '../contract/encrypted-text.ts';
import { hasOnlyHarmlessFields } from '../contract/message-fields.ts';
import { judgeMessage, type Refusal, type Verdict } from './plaintext-policy.ts';
import type { StreamObject } from './stored-messages.ts';

export type JudgeStoredDeps = {
  encryptedChannelTypes: readonly string[];
  fileHosts: readonly string[];
  /** Whether an epoch of the channel was registered with this session. */
  isRegistered: (cid: string, encryptionSessionId: string) => Promise<boolean>;
};

/**
 * Judges a message that is stored. As the hook would, but for what time and storage do to a good message: its encryption
 * session may be one of an earlier epoch, and it may have been deleted and be empty by now. A system message stands in the service user's name
 * only: a stored one does not say whether a server wrote it, but in whose name. The registry is asked only where the channel's current session does not explain the message, or what came of the channel names none; throws when it
 * does not answer. `sender` is who is said beside the message to have written it, for a message that does not say it.
 */
export const judgeStored = async (
  { encryptedChannelTypes, fileHosts, isRegistered }: JudgeStoredDeps,
  message: StreamObject,
  channel: StreamObject,
  sender?: unknown,
): Promise<Verdict> => {
  const judged = isDeleted(message) ? { ...message, type: 'regular' } : message;
  const input = { message: judged, channel, sender, isServerSide: true, encryptedChannelTypes, fileHosts };
  const verdict = judgeMessage(input);
  if (verdict.accepted) return verdict;
  if (saysNothingMore(message, fileHosts)) return { accepted: true };
  const session = ASKS_THE_REGISTRY.includes(verdict.refusal) ? sessionOf(message) : null;
  const { cid } = channel;
  if (session === null || typeof cid !== 'string' || !(await isRegistered(cid, session))) return verdict;
  return judgeMessage({ ...input, registeredEncryptionSessionIds: [session] });
};

const ASKS_THE_REGISTRY: readonly Refusal[] = ['other-encryption-session', 'no-encryption-session'];

/** A soft-deleted message (stream.md section 6). Its words are shown only to a server that asks for them. */
export const isDeleted = ({ type }: StreamObject): boolean => type === 'deleted';

const saysNothingMore = (message: StreamObject, fileHosts: readonly string[]): boolean =>
  isDeleted(message) &&
  (message.text ?? '') === '' &&
  hasOnlyHarmlessFields({ ...message }, '', { fileHosts });

const sessionOf = ({ text }: StreamObject): string | null =>
  typeof text === 'string' ? (parseEncryptedText(text)?.encryptionSessionId ?? null) : null;
