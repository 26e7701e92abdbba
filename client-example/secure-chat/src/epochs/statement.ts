import { canonicalJson } from '../../../../shared/contract/canonical-json.ts';
import { parseEncryptedText, SEALED_TEXT_MAX_LENGTH } from '../../../../shared/contract/encrypted-text.ts';
import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import { type EpochStatement, parseEpochStatement } from '../../../../shared/contract/epoch-statement.ts';
import { readSigned, type SignedText, writeSigned } from '../../../../shared/contract/signed-text.ts';
import type { Author, VerifySigned } from '../authors/author.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

type Sealing = Pick<EncryptionSession, 'encryptMessage'>;
type Opening = Pick<EncryptionSession, 'decryptMessage' | 'sessionId'>;

/** The maker's own word for its epoch. */
export const signStatement = ({ sign }: Author, statement: EpochStatement): Promise<SignedText> =>
  sign('epoch', canonicalJson(statement));

/** Encrypts a signed statement in a session: its own (a welcome) or the one trusted before (an announcement). */
export const sealStatement = (session: Sealing, signed: SignedText): Promise<string> =>
  session.encryptMessage(writeSigned(signed));

/** A statement that was found, and what was signed. Nothing says yet that the author key in it is its maker's. */
export type SealedStatement = { statement: EpochStatement; signed: SignedText };

/**
 * The statement in a text, if it decrypts in this session and says of the registered epoch what the registry says: its channel, its
 * session and its maker. Null otherwise; never throws.
 */
export const openStatement = async (
  session: Opening,
  text: string | undefined,
  { cid, registered }: { cid: string; registered: Epoch },
): Promise<SealedStatement | null> => {
  const named = parseEncryptedText(text ?? '', SEALED_TEXT_MAX_LENGTH);
  if (text === undefined || named?.encryptionSessionId !== session.sessionId) return null;
  const plaintext = await session.decryptMessage(text).catch(() => null);
  const signed = plaintext === null ? null : readSigned(plaintext);
  const statement = signed && parseEpochStatement(signed.text);
  return statement && signed && belongsTo(statement, cid, registered) ? { statement, signed } : null;
};

const belongsTo = (statement: EpochStatement, cid: string, registered: Epoch): boolean =>
  statement.cid === cid &&
  statement.encryptionSessionId === registered.encryptionSessionId &&
  statement.from === registered.createdBy;

/** Whether its maker has signed it, with this author key. Never rejects. */
export const isSignedBy = (
  verify: VerifySigned,
  { signed }: SealedStatement,
  authorKey: string | undefined,
): Promise<boolean> | boolean => authorKey !== undefined && verify('epoch', signed, authorKey);

/** The author key that a statement names for one of its readers. */
export const keyNamedFor = ({ readers }: EpochStatement, userId: string): string | undefined =>
  readers.find(({ id }) => id === userId)?.authorKey;
