import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import { openStatement, signStatement } from '../../client-example/secure-chat/src/epochs/statement.ts';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { EPOCH_STATEMENT_VERSION, type EpochStatement } from '../../shared/contract/epoch-statement.ts';
import { writeSigned } from '../../shared/contract/signed-text.ts';
import { hashOfText } from './authors.ts';

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

type Forged = {
  by: Author;
  said: Omit<EpochStatement, 'v' | 'reactionKey' | 'previous'>;
  session: EncryptionSession;
  before: EncryptionSession;
  /** The epoch that it goes on from, as registered: its statement is read for the hash. */
  follows: Epoch;
};

/** Both texts of an epoch that a reader of the one before makes, right in all but what it says. */
export const encryptForged = async ({ by, said, session, before, follows }: Forged) => {
  const cid = said.cid;
  const known = await openStatement(before, follows.welcome, { cid, registered: follows });
  const hash = known ? await hashOfText(known.signed.text) : ANY;
  const readers = [...said.readers].sort((one, other) => (one.id < other.id ? -1 : 1));
  const previous = { encryptionSessionId: before.sessionId, hash };
  const statement = { v: EPOCH_STATEMENT_VERSION, ...said, readers, previous, reactionKey: ANY } as const;
  const written = writeSigned(await signStatement(by, statement));
  return {
    welcome: await session.encryptMessage(written),
    announcement: await before.encryptMessage(written),
  };
};
