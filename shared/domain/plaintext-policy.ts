import { parseEncryptedText } from '../contract/encrypted-text.ts';
import { type Beside, hasOnlyHarmlessFields, userIdOf } from '../contract/message-fields.ts';
import { SERVICE_USER_ID } from '../contract/service-user.ts';

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
  /** Who is said beside the message to have sent it; counts where the message does not say it itself. */
  sender?: unknown;
  /** True when a server call with the API secret wrote the message. */
  isServerSide: boolean;
  /** The stage's list; a channel that carries `session_id` is encrypted as well. */
  encryptedChannelTypes: readonly string[];
  /** Where Stream keeps uploads; addresses there may stand beside the ciphertext. */
  fileHosts: readonly string[];
  /** Sessions of the channel's registered epochs that count beside the current one. Only for what is stored already; the hook names none. */
  registeredEncryptionSessionIds?: readonly string[];
  /**
   * Whether a message for a channel of which Stream gave no data passes by its form alone. For the hook only: it has nobody to ask,
   * and the sweeper judges the session afterwards.
   */
  passesByForm?: boolean;
};

const ACCEPTED: Verdict = { accepted: true };

/**
 * Decides whether a message may stand: the one rule of hook and sweeper (design section 4). Pure, never throws; in an
 * encrypted channel anything doubtful is refused, elsewhere everything passes.
 */
export const judgeMessage = ({
  message,
  channel,
  sender,
  isServerSide,
  encryptedChannelTypes,
  fileHosts,
  registeredEncryptionSessionIds = [],
  passesByForm = false,
}: PolicyInput): Verdict => {
  if (!isRecord(message) || !isRecord(channel) || typeof channel.type !== 'string')
    return refused('malformed');
  if (!isEncryptedChannel(channel, encryptedChannelTypes)) return ACCEPTED;
  if (message.type === 'system' && isServerSide && isOfTheService(message, sender)) return ACCEPTED;
  const sessions = [sessionIdOf(channel), ...registeredEncryptionSessionIds].filter(isText);
  const anySession = passesByForm && !carriesData(channel);
  return judgeEncrypted(message, anySession ? 'any' : sessions, { sender, cid: channel.cid, fileHosts });
};

/**
 * Written in the name of the service user, whose token nobody has. In anybody else's name a system message may be one that a client left,
 * joined or truncated a channel with: stored, it has the same form, and says no more than whose it is [pub: GetStream/protocol v236,
 * MessageResponse, `user` is required].
 */
const isOfTheService = ({ user }: Record<string, unknown>, sender: unknown): boolean =>
  (userIdOf(user) ?? userIdOf(sender)) === SERVICE_USER_ID;

const judgeEncrypted = (
  message: Record<string, unknown>,
  encryptionSessionIds: readonly string[] | 'any',
  beside: Beside,
): Verdict => {
  if (!MESSAGE_TYPES.includes(message.type)) return refused('message-type');
  if (encryptionSessionIds.length === 0) return refused('no-encryption-session');
  if (typeof message.text !== 'string') return refused('not-encrypted');
  const encrypted = parseEncryptedText(message.text);
  if (!encrypted) return refused('not-encrypted');
  if (encryptionSessionIds !== 'any' && !encryptionSessionIds.includes(encrypted.encryptionSessionId))
    return refused('other-encryption-session');
  return hasOnlyHarmlessFields(message, message.text, beside) ? ACCEPTED : refused('clear-field');
};

/** Whether words in this channel must be encrypted: it is of a listed type, or names an encryption session. */
export const isEncryptedChannel = (channel: unknown, encryptedChannelTypes: readonly string[]): boolean =>
  isRecord(channel) &&
  (isGiven(sessionIdOf(channel)) ||
    (typeof channel.type === 'string' && encryptedChannelTypes.includes(channel.type)));

/**
 * What our backend gives every channel it makes, before it has an encryption session, and what people mostly give one. Not "any field
 * that Stream does not document": a new one of Stream's own would be taken for data, and all messages be refused.
 */
const DATA: readonly string[] = ['history_policy', 'session_id', 'session_epoch', 'name', 'image'];

/**
 * Whether what Stream gives of a channel has data of the channel's own. Its documentation shows the hook's channel without any, and
 * says of events that they have none; whether the hook's has is not said [pub: Stream's documentation, "Before message send webhook", "message.new"].
 */
export const carriesData = (channel: unknown): boolean =>
  isRecord(channel) && DATA.some((name) => isGiven(channel[name]) || isGiven(customOf(channel)[name]));

/** Beside Stream's own fields, as in all answers of API v1, or in an object of their own, as the schema of v236 has it. */
const sessionIdOf = (channel: Record<string, unknown>): unknown =>
  isGiven(channel.session_id) ? channel.session_id : customOf(channel).session_id;

const customOf = ({ custom }: Record<string, unknown>): Record<string, unknown> =>
  isRecord(custom) ? custom : {};

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const MESSAGE_TYPES: readonly unknown[] = [undefined, null, '', 'regular', 'reply'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const refused = (refusal: Refusal): Verdict => ({ accepted: false, refusal });
