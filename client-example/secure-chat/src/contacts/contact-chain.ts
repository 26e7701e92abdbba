// What the SDK knows of a user: the account, its signature chain, and whether the keys it would encrypt to are the chain's.

import { partsOf } from '../../../../shared/contract/parts-of.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { asKnownUser } from '../seald/seald-errors.ts';

/** Where a user's signature chain stands in the memory of this device's SDK. */
export type KnownChain = {
  /** Hashes of its blocks, oldest first. Empty when the SDK knows no such account. */
  hashes: readonly string[];
  /**
   * The device keys held for this account are exactly those of its chain. The SDK itself finds out, writes a warning and
   * encrypts to the false key all the same (seald.md section 5).
   */
  holdsKeys: boolean;
};

/** The part used of `sdk.goatee`, which the SDK's types call public ("for advanced use") and leave untyped. */
type Goatee = {
  dependencies: {
    /** Reads the SDK's own database and calls nobody. */
    searchLocally: (query: { type: 'BE'; value: string; skipDefaultUser: boolean }) => Promise<LocalUser[]>;
  };
};
type LocalUser = {
  sigchain: readonly { hash: string }[];
  /** Checks every block anew and compares the key hashes in them with the device keys at hand; throws when they differ. */
  checkIntegrity: () => void;
};

/** The SDK asks for as many people in one call. */
const PEOPLE_A_CALL = 10;

/** As many calls as the SDK itself has under way. */
const CALLS_AT_ONCE = 10;

/**
 * The accounts that these Seald user ids belong to, by the server's word, in the form the SDK takes as `sealdIds` and in their order; null where there is none.
 * Whom the SDK does not know yet it fetches.
 */
export const accountsOf = async (
  sdk: SealdSdk,
  sealdIds: readonly string[],
): Promise<readonly (string | null)[]> => {
  const lots = partsOf(sealdIds, PEOPLE_A_CALL);
  const found: (string | null)[][] = [];
  for (const some of partsOf(lots, CALLS_AT_ONCE))
    found.push(...(await Promise.all(some.map((lot) => accountsOfLot(sdk, lot)))));
  return found.flat();
};

const accountsOfLot = async (sdk: SealdSdk, lot: readonly string[]): Promise<(string | null)[]> => {
  const asked = sdk.utils.getRecipients({ userIds: [...lot] }, { allowUnregisteredUsers: true });
  const { recipients, hairlessRecipients } = await asKnownUser(asked);
  const none = new Set(hairlessRecipients.map(({ value }) => value));
  const isRegistered = lot.map((sealdId) => !none.has(`${sealdId}@${sdk.appId}`));
  const registered = isRegistered.filter(Boolean).length;
  if (registered === recipients.length) {
    const inOrder = recipients.values();
    return isRegistered.map((is) => (is ? (inOrder.next().value ?? null) : null));
  }
  // Two have one account, by the server's word: whose is whose shows when each is asked for alone.
  if (lot.length === 1) return [null];
  return (await Promise.all(lot.map((sealdId) => accountsOfLot(sdk, [sealdId])))).flat();
};

/** The account of this device; nobody is asked. */
export const ownAccount = async (sdk: SealdSdk): Promise<string> => {
  const { sealdId } = await sdk.getCurrentAccountInfo();
  const { recipients } = await sdk.utils.getRecipients({ sealdIds: [sealdId] });
  return recipients[0] ?? sealdId;
};

/**
 * Has the SDK ask for the heads of these accounts' chains, and fetch chain and keys where a head is another. Keys that the server names in the place of others without
 * a new head are not fetched, and so not encrypted to. Throws what the SDK throws for a forged chain.
 */
export const refreshChains = async (sdk: SealdSdk, accounts: readonly (string | null)[]): Promise<void> => {
  const sealdIds = [...new Set(accounts)].filter((account) => account !== null);
  if (sealdIds.length > 0) await asKnownUser(sdk.updateContacts({ sealdIds }));
};

/** What is known after asking the server for the chain and the keys anew, whatever its head. Throws what the SDK throws for a forged chain. */
export const freshChain = async (sdk: SealdSdk, account: string): Promise<KnownChain> => {
  try {
    // With a position: without one the SDK takes the last block off its own copy of the own chain.
    await asKnownUser(sdk.getSigchainHash({ sealdIds: [account] }, { position: 0 }));
  } catch (error) {
    if (!isEmptyChain(error)) throw error;
  }
  return knownChain(sdk, account);
};

/**
 * What is known, without asking anybody: what the SDK has encrypted to, when it has just done so. A repeat answers the same.
 * An SDK whose insides have moved makes this throw, so that nothing is taken for checked that was not.
 */
export const knownChain = async (sdk: SealdSdk, account: string): Promise<KnownChain> => {
  const { dependencies } = sdk.goatee as Goatee;
  const [user] = await dependencies.searchLocally({ type: 'BE', value: account, skipDefaultUser: false });
  if (!user) return { hashes: [], holdsKeys: false };
  return { hashes: user.sigchain.map(({ hash }) => hash), holdsKeys: holdsKeys(user) };
};

const holdsKeys = (user: LocalUser): boolean => {
  try {
    user.checkIntegrity();
    return true;
  } catch {
    return false;
  }
};

const isEmptyChain = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Requested position is out of range');
