import { canonicalJson } from '../../../../shared/contract/canonical-json.ts';
import { ENCRYPTED_TEXT_MAX_LENGTH, parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import { type Envelope, parseEnvelope } from '../../../../shared/contract/envelope.ts';
import { readSigned, type SignedText, writeSigned } from '../../../../shared/contract/signed-text.ts';
import type { Author, VerifySigned } from '../authors/author.ts';
import type { FindAuthorKey, FindSession } from '../epochs/encryption.ts';
import { MessageTooLongError } from '../errors.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { encryptedLength, paddedSize, sizeWhenSigned } from './envelope-size.ts';
import { misplaced, type Outside } from './outside.ts';
import type { UnreadableReason } from './unreadable-reason.ts';

/**
 * Signs and encrypts an envelope, brought to a size that many messages have. Throws `MessageTooLongError` before that when the outcome would be longer than `limit`
 * characters or than the message grammar allows.
 */
export const seal = async (
  session: EncryptionSession,
  { sign }: Author,
  envelope: Envelope,
  limit: number,
): Promise<{ text: string; signed: SignedText }> => {
  const most = Math.min(limit, ENCRYPTED_TEXT_MAX_LENGTH);
  const canonical = canonicalJson(envelope);
  const size = sizeWhenSigned(canonical);
  if (encryptedLength(size) > most) throw new MessageTooLongError(encryptedLength(size), most);
  const signed = await sign('message', canonical);
  const text = await session.encryptMessage(writeSigned(signed, paddedSize(size, most)));
  return { text, signed };
};

/** By what a text is read and verified. */
export type Opening = {
  findSession: FindSession;
  findAuthorKey: FindAuthorKey;
  verify: VerifySigned;
  /** Of a canonical text: what others know it by. */
  hash: (text: string) => Promise<string>;
};

export type Unsealed =
  | { envelope: Envelope; signed: SignedText; hash: string }
  | { reason: UnreadableReason; isPassing?: boolean };

/**
 * Decrypts a text with the channel's own session of the id it names, and only that one, and checks that its author has signed it, by the key that the epoch's statement names, and that
 * the envelope belongs where it was found. Never throws: a text that fails any check gives the first reason and no content.
 */
export const unseal = async (
  { findSession, findAuthorKey, verify, hash }: Opening,
  text: string,
  outside: Outside,
): Promise<Unsealed> => {
  const parsed = parseEncryptedText(text);
  if (!parsed) return { reason: 'not-encrypted' };
  const session = await findSession(parsed.encryptionSessionId, outside.storedAt);
  if (session === 'unknown-now') return { reason: 'undecryptable', isPassing: true };
  if (typeof session === 'string') return { reason: session, isPassing: true };
  const plaintext = await session.decryptMessage(text).catch(() => null);
  if (plaintext === null) return { reason: 'undecryptable' };
  const signed = readSigned(plaintext);
  if (!signed) return { reason: 'not-an-envelope' };
  const found = await findAuthorKey(session.sessionId, outside.from);
  if (found === 'unknown-now') return { reason: 'undecryptable', isPassing: true };
  if (found === 'not-theirs') return { reason: 'wrong-author' };
  const named = 'authorKey' in found ? found.authorKey : found.unknownAuthorKey;
  const [isSigned, itsHash] = await Promise.all([verify('message', signed, named), hash(signed.text)]);
  if (!isSigned) return { reason: 'wrong-author' };
  if (!('authorKey' in found)) return { reason: 'unknown-author', isPassing: true };
  const envelope = parseEnvelope(signed.text);
  if (!envelope) return { reason: 'not-an-envelope' };
  const reason = misplaced(envelope, session.sessionId, outside);
  return reason ? { reason } : { envelope, signed, hash: itsHash };
};
