import { parseEncryptedText } from '../contract/encrypted-text.ts';
import { hasOnlyHarmlessFields } from '../contract/message-fields.ts';

/** Why a message may not stand in an encrypted channel. Safe to log: no part of the message is in it. */
export type Refusal =
  | 'malformed'
  /** A call that carries a signature but could not be checked: damaged on its way, or we have no secret to check with. */
  | 'unreadable'
  | 'no-encryption-session'
  | 'not-encrypted'
  | 'other-encryption-session'
  | 'clear-field'
  | 'message-type';

export type Verdict = { accepted: true } | { accepted: false; refusal: Refusal };

export type PolicyInput = {
  /** The message as Stream gives it to its hooks. */
  message: unknown;
  /** The channel it is for, as Stream gives it to its hooks. */
  channel: unknown;
  /** True when a server call with the API secret wrote the message. */
  isServerSide: boolean;
  /** The stage's list; a channel that carries `session_id` is encrypted as well. */
  encryptedChannelTypes: readonly string[];
  /** Where Stream keeps uploads; addresses there may stand beside the ciphertext. */
  fileHosts: readonly string[];
  /** Sessions of the channel's registered epochs that count beside the current one. Only for what is stored already; the hook names none. */
  registeredEncryptionSessionIds?: readonly string[];
};

const ACCEPTED: Verdict = { accepted: true };

/**
 * Decides whether a message may stand: the one rule of hook and sweeper (design section 4). Pure, never throws; in an
 * encrypted channel anything doubtful is refused, elsewhere everything passes.
 */
export const judgeMessage = ({
  message,
  channel,
  isServerSide,
  encryptedChannelTypes,
  fileHosts,
  registeredEncryptionSessionIds = [],
}: PolicyInput): Verdict => {
  if (!isRecord(message) || !isRecord(channel) || typeof channel.type !== 'string')
    return refused('malformed');
  const hasSession = channel.session_id !== undefined && channel.session_id !== null;
  if (!hasSession && !encryptedChannelTypes.includes(channel.type)) return ACCEPTED;
  if (message.type === 'system' && isServerSide) return ACCEPTED;
  const encryptionSessionIds = [channel.session_id, ...registeredEncryptionSessionIds].filter(isText);
  return judgeEncrypted(message, encryptionSessionIds, fileHosts);
};

const judgeEncrypted = (
  message: Record<string, unknown>,
  encryptionSessionIds: readonly string[],
  fileHosts: readonly string[],
): Verdict => {
  if (!MESSAGE_TYPES.includes(message.type)) return refused('message-type');
  if (encryptionSessionIds.length === 0) return refused('no-encryption-session');
  if (typeof message.text !== 'string') return refused('not-encrypted');
  const encrypted = parseEncryptedText(message.text);
  if (!encrypted) return refused('not-encrypted');
  if (!encryptionSessionIds.includes(encrypted.encryptionSessionId))
    return refused('other-encryption-session');
  return hasOnlyHarmlessFields(message, message.text, fileHosts) ? ACCEPTED : refused('clear-field');
};

const MESSAGE_TYPES: readonly unknown[] = [undefined, null, '', 'regular', 'reply'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const refused = (refusal: Refusal): Verdict => ({ accepted: false, refusal });
