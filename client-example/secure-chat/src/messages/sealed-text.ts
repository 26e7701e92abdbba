import { ENCRYPTED_TEXT_MAX_LENGTH, parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import { type Envelope, parseEnvelope } from '../../../../shared/contract/envelope.ts';
import type { FindSession } from '../epochs/encryption.ts';
import { MessageTooLongError } from '../errors.ts';
import { utf8 } from '../platform/utf8.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

/** Why a text in an encrypted channel is not shown. */
export type UnreadableReason =
  | 'not-encrypted'
  | 'other-session'
  | 'undecryptable'
  | 'not-an-envelope'
  | 'wrong-session'
  | 'wrong-channel'
  | 'wrong-sender'
  | 'wrong-id'
  | 'older-revision'
  /** The channel is an invitation that this user has not accepted. */
  | 'invitation'
  /** Of an epoch that this user is no reader of. */
  | 'before-you-joined'
  /** Stored long after its epoch had ended: what a removed member or an operator would do. */
  | 'superseded-session';

/** What is around the text in the Stream message; the envelope must say the same. */
export type Outside = { cid: string; from: string; id: string; storedAt: Date | null };

/** Characters of `encryptMessage`'s answer for so many bytes of plaintext (seald.md section 10). */
export const encryptedLength = (bytes: number): number =>
  62 + 4 * Math.ceil((48 + 16 * (Math.floor(bytes / 16) + 1)) / 3);

/**
 * Encrypts an envelope. Throws `MessageTooLongError` before encrypting when the outcome would be longer than `limit`
 * characters or than the message grammar allows.
 */
export const seal = async (
  session: EncryptionSession,
  envelope: Envelope,
  limit: number,
): Promise<string> => {
  const plaintext = JSON.stringify(envelope);
  const length = encryptedLength(utf8(plaintext).length);
  const most = Math.min(limit, ENCRYPTED_TEXT_MAX_LENGTH);
  if (length > most) throw new MessageTooLongError(length, most);
  return session.encryptMessage(plaintext);
};

/**
 * Decrypts a text with the channel's own session of the id it names, and only that one, and checks that the envelope belongs where it was
 * found. Never throws: a text that fails any check gives the first reason and no content.
 */
export const unseal = async (
  findSession: FindSession,
  text: string,
  outside: Outside,
): Promise<{ envelope: Envelope } | { reason: UnreadableReason; isPassing?: boolean }> => {
  const parsed = parseEncryptedText(text);
  if (!parsed) return { reason: 'not-encrypted' };
  const session = await findSession(parsed.encryptionSessionId, outside.storedAt);
  if (session === 'unknown-now') return { reason: 'undecryptable', isPassing: true };
  if (typeof session === 'string') return { reason: session, isPassing: true };
  const plaintext = await session.decryptMessage(text).catch(() => null);
  if (plaintext === null) return { reason: 'undecryptable' };
  const envelope = parseEnvelope(plaintext);
  if (!envelope) return { reason: 'not-an-envelope' };
  const reason = misplaced(envelope, session.sessionId, outside);
  return reason ? { reason } : { envelope };
};

const misplaced = (
  envelope: Envelope,
  sessionId: string,
  { cid, from, id }: Outside,
): UnreadableReason | null => {
  if (envelope.sessionId !== sessionId) return 'wrong-session';
  if (envelope.cid !== cid) return 'wrong-channel';
  if (envelope.from !== from) return 'wrong-sender';
  if (envelope.id !== id) return 'wrong-id';
  return null;
};
