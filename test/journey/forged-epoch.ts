import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { accountOf } from '../../client-example/secure-chat/src/contacts/contact-chain.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { EPOCH_STATEMENT_VERSION, type EpochStatement } from '../../shared/contract/epoch-statement.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';

/**
 * The channel's second epoch in a member's name, as good as it can be made without a key of the members: its session is for them, its welcome
 * is right, and its announcement claims to be in theirs.
 */
export const forgedEpoch = async (
  sdk: SealdSdk,
  sealdIdPrefix: string,
  { cid, epoch }: EncryptedChannel,
  from: string,
): Promise<Epoch> => {
  const { encryptionSessionId: previous = '', members = [] } = epoch() ?? {};
  const accounts = await Promise.all(members.map((id) => accountOf(sdk, sealdIdOf(sealdIdPrefix, id))));
  const sealdIds = accounts.filter((account) => account !== null);
  const session = await sdk.createEncryptionSession({ sealdIds });
  const now = new Date().toISOString();
  const statement: EpochStatement = {
    v: EPOCH_STATEMENT_VERSION,
    kind: 'epoch',
    cid,
    encryptionSessionId: session.sessionId,
    previousEncryptionSessionId: previous,
    from,
    members: [...members],
    history: 'fromNowOn',
    startedAt: now,
  };
  const welcome = await session.encryptMessage(JSON.stringify(statement));
  const announcement = welcome.replace(session.sessionId, previous);
  const registered = { encryptionSessionId: session.sessionId, epoch: 2, createdBy: from, createdAt: now };
  return { ...registered, welcome, announcement };
};
