import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { accountsOf } from '../../client-example/secure-chat/src/contacts/contact-chain.ts';
import type { VerifiedEpoch } from '../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import type { EncryptionSession, SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { encryptForged, forgedStatement } from '../support/forged-statement.ts';

/** Author keys by user: what the trusted epoch names for its readers. */
export const authorKeysOf = (channel: EncryptedChannel): Map<string, string> => {
  const { members, authorKeys } = channel.epochs().at(-1) as VerifiedEpoch;
  return new Map(members.map((id, at) => [id, authorKeys[at] ?? '']));
};

type Forging = {
  sdk: SealdSdk;
  sealdIdPrefix: string;
  /** Who signs it. */
  by: Author;
  /** In whose name it is. */
  from: string;
  /** Author keys that it names, for the channel's members. */
  authorKeys: ReadonlyMap<string, string>;
};

/**
 * The channel's second epoch in a member's name, as good as it can be made without a key of the members: its session is for them, its welcome
 * is right but for its signature, and its announcement claims to be in theirs. `known`: what a reader has besides, to make a real one.
 */
export const forgedEpoch = async (
  { sdk, sealdIdPrefix, by, from, authorKeys }: Forging,
  { cid, epoch }: Pick<EncryptedChannel, 'cid' | 'epoch'>,
  known?: { before: EncryptionSession; follows: Epoch },
): Promise<Epoch> => {
  const { encryptionSessionId: previous = '', members = [] } = epoch() ?? {};
  const accounts = await accountsOf(
    sdk,
    members.map((id) => sealdIdOf(sealdIdPrefix, id)),
  );
  const sealdIds = accounts.filter((account) => account !== null);
  const session = await sdk.createEncryptionSession({ sealdIds });
  const { sessionId: encryptionSessionId } = session;
  const createdAt = new Date().toISOString();
  const readers = members.map((id) => ({ id, authorKey: authorKeys.get(id) ?? by.authorKey }));
  const said = {
    cid,
    encryptionSessionId,
    from,
    readers,
    history: 'fromNowOn' as const,
    startedAt: createdAt,
  };
  if (known) {
    const texts = await encryptForged({ by, said, session, ...known });
    return { encryptionSessionId, epoch: 2, createdBy: from, createdAt, ...texts };
  }
  const welcome = await session.encryptMessage(await forgedStatement(by, said, previous));
  const announcement = welcome.replace(encryptionSessionId, previous);
  return { encryptionSessionId, epoch: 2, createdBy: from, createdAt, welcome, announcement };
};
