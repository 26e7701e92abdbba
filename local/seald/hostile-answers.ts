// Hostile modes: what the server says of users instead of the truth (seald.md section 5).
import type { ApiContext } from './api-context.ts';
import type { Account, Connector } from './api-state.ts';
import { lastHash } from './sigchain-block.ts';

/** The account that is said to own a user id's connector. */
export const accountSaidToOwn = ({ lies, secrets }: ApiContext, { accountId, value }: Connector): string =>
  lies().answeringAccounts.find(({ userId }) => `${userId}@${secrets.appId}` === value)?.account ?? accountId;

/** The account whose devices and chain are answered for this one. Its owner gets the truth, and so notices nothing. */
export const identitySaidToBe = ({ lies, state }: ApiContext, account: Account, caller: Account): Account => {
  if (account.id === caller.id) return account;
  const by = lies().replacedIdentities.find(({ user }) => user === account.id)?.by;
  return (by === undefined ? undefined : state.accounts.get(by)) ?? account;
};

/** What is answered over a device's own encryption key. */
export const swappedKeyOf = ({ lies }: ApiContext, accountId: string): { encryption_pub_key?: string } => {
  const swapped = lies().swappedKeys.find(({ user }) => user === accountId);
  return swapped ? { encryption_pub_key: swapped.encryptionPublicKey } : {};
};

/** The hash that `check_users` answers for an account. */
export const headSaidToBe = (context: ApiContext, account: Account, caller: Account): string => {
  const isSaidChanged = context
    .lies()
    .swappedKeys.some(({ user, saysChanged }) => user === account.id && saysChanged);
  return isSaidChanged ? '0'.repeat(64) : lastHash(identitySaidToBe(context, account, caller).chain);
};
