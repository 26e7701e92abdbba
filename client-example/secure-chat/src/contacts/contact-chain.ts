// What the SDK knows of a user: the account, its signature chain, and whether the keys it would encrypt to are the chain's.

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

/** The account a Seald user id belongs to, by the server's word, in the form the SDK takes as `sealdIds`; null when there is none. */
export const accountOf = async (sdk: SealdSdk, sealdId: string): Promise<string | null> => {
  try {
    const { recipients } = await asKnownUser(sdk.utils.getRecipients({ userIds: [sealdId] }));
    return recipients[0] ?? null;
  } catch (error) {
    if (isUnregistered(error)) return null;
    throw error;
  }
};

/** The account of this device; nobody is asked. */
export const ownAccount = async (sdk: SealdSdk): Promise<string> => {
  const { sealdId } = await sdk.getCurrentAccountInfo();
  const { recipients } = await sdk.utils.getRecipients({ sealdIds: [sealdId] });
  return recipients[0] ?? sealdId;
};

/** What is known after asking the server for the chain and the keys anew. Throws what the SDK throws for a forged chain. */
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

const isUnregistered = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Cannot have unregistered users');
