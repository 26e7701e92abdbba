import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import { type EpochStatement, parseEpochStatement } from '../../../../shared/contract/epoch-statement.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

type Sealing = Pick<EncryptionSession, 'encryptMessage'>;
type Opening = Pick<EncryptionSession, 'decryptMessage' | 'sessionId'>;

/** Encrypts a statement in a session: its own (a welcome) or the one trusted before (an announcement). */
export const sealStatement = (session: Sealing, statement: EpochStatement): Promise<string> =>
  session.encryptMessage(JSON.stringify(statement));

/**
 * The statement in a text, if it decrypts in this session and says of the registered epoch what the registry says: its channel, its
 * session and its maker, who is among its members. Null otherwise; never throws.
 */
export const openStatement = async (
  session: Opening,
  text: string | undefined,
  { cid, registered }: { cid: string; registered: Epoch },
): Promise<EpochStatement | null> => {
  if (text === undefined || parseEncryptedText(text)?.encryptionSessionId !== session.sessionId) return null;
  const plaintext = await session.decryptMessage(text).catch(() => null);
  const statement = plaintext === null ? null : parseEpochStatement(plaintext);
  return statement && belongsTo(statement, cid, registered) ? statement : null;
};

const belongsTo = (statement: EpochStatement, cid: string, registered: Epoch): boolean =>
  statement.cid === cid &&
  statement.encryptionSessionId === registered.encryptionSessionId &&
  statement.from === registered.createdBy &&
  statement.members.includes(statement.from);
