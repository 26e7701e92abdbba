import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import { signStatement } from '../../client-example/secure-chat/src/epochs/statement.ts';
import { EPOCH_STATEMENT_VERSION, type EpochStatement } from '../../shared/contract/epoch-statement.ts';
import { writeSigned } from '../../shared/contract/signed-text.ts';

const ANY = 'A'.repeat(43);

/** What an epoch's maker says, as it is encrypted; signed by whoever has no right to say it. `previous`: a session that it claims to go on from. */
export const forgedStatement = async (
  by: Author,
  said: Omit<EpochStatement, 'v' | 'reactionKey' | 'previous'>,
  previous?: string,
): Promise<string> => {
  const readers = [...said.readers].sort((one, other) => (one.id < other.id ? -1 : 1));
  const signed = await signStatement(by, {
    v: EPOCH_STATEMENT_VERSION,
    ...said,
    readers,
    ...(previous && { previous: { encryptionSessionId: previous, hash: ANY } }),
    reactionKey: ANY,
  });
  return writeSigned(signed);
};
