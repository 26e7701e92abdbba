import { MEMBERS_A_CALL } from '../../../../shared/contract/member-keys.ts';
import { partsOf } from '../../../../shared/contract/parts-of.ts';
import type { RegisteredSigchain } from '../../../../shared/contract/registered-sigchain.ts';
import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { AskRegistered } from './registered-identities.ts';

/** Few enough for the backend. */
const AT_ONCE = 4;

type Api = Pick<MessagingApi, 'sigchainHash' | 'memberKeys'>;

/**
 * By the Messaging API: members of one channel a hundred at a time, everybody else one by one. So are members of whom nothing is told there: who is no member any more may
 * share another channel.
 */
export const askRegistered =
  (api: Api): AskRegistered =>
  async (userIds, cid) => {
    const told = new Map<string, RegisteredSigchain | null>();
    if (cid !== undefined && userIds.length > 1) await askTogether(api, cid, userIds, told);
    const untold = userIds.filter((userId) => !told.has(userId));
    for (const some of partsOf(untold, AT_ONCE))
      await Promise.all(
        some.map(async (userId) => told.set(userId, (await api.sigchainHash(userId)).registered)),
      );
    return userIds.map((userId) => told.get(userId) ?? null);
  };

/** One call after another: each is counted for all whom it names. */
const askTogether = async (
  api: Api,
  cid: string,
  userIds: readonly string[],
  told: Map<string, RegisteredSigchain | null>,
): Promise<void> => {
  const [channelType = '', channelId = ''] = splitCid(cid);
  for (const some of partsOf(userIds, MEMBERS_A_CALL)) {
    const { registered } = await api.memberKeys({ channelType, channelId }, some);
    for (const { userId, ...found } of registered) told.set(userId, found);
  }
};
