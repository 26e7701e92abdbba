import type { ActivationKeyType } from '../../../../shared/contract/activation-key-type.ts';
import type { UserResponse } from '../../../../shared/contract/user.ts';
import { accountsOf, freshChain, knownChain, ownAccount, refreshChains } from '../contacts/contact-chain.ts';
import { SecureChatError } from '../errors.ts';
import type { SealdSdk, SsksAuthFactor, StoredIdentity } from '../seald/sdk-types.ts';
import { canOpen, removeDatabase } from '../seald/seald-database.ts';
import { asKnownUser } from '../seald/seald-errors.ts';

/** The plug-in refuses anything else before it calls (seald.md section 9). */
const CODE = /^[abcdefghjkmnpqrstuvwxyz23456789]{8}$/;

/**
 * Seald's id of the identity on this device, null when there is none. A half-made one, left by a stop inside the SDK's own steps (no block in its sigchain, or no
 * user id where the activation key gives it at once), is dropped and counts as none; so does a database that cannot be read, which is left as it is. One that the backend
 * has as saved is whole: of it Seald is asked for the head of the chain alone. Repeating it changes nothing.
 * Throws `SecureChatError` `WRONG_CONFIGURATION` when the database holds somebody else's identity, and `IDENTITY_FORGOTTEN`
 * when the server does not know the one it holds.
 */
export const ownIdentity = async (sdk: SealdSdk, user: IdentityOwner): Promise<string | null> => {
  if (!(await canOpen(sdk))) return null;
  const status = await sdk.registrationStatus();
  if (status === 'no-account') return null;
  const { userId, sealdId: account } = await sdk.getCurrentAccountInfo();
  if (userId && userId !== user.sealdId) throw new SecureChatError('WRONG_CONFIGURATION');
  if (isSaved(user, account)) {
    await refreshChains(sdk, [await ownAccount(sdk)]);
    return account;
  }
  const isWhole = status === 'registered' && (userId || !isBoundAtOnce(user));
  if (isWhole && (await hasSigchain(sdk))) return account;
  await dropIdentity(sdk);
  return null;
};

/** Of somebody as the backend knows them, what tells of their identity. */
type IdentityOwner = Pick<UserResponse, 'sealdId' | 'isEnrolled' | 'account' | 'activationKeyType'>;

/** Whether this identity was stored and read back: before that nobody is enrolled with it. */
const isSaved = (user: IdentityOwner, account: string): boolean =>
  user.isEnrolled && user.account === account;

const isBoundAtOnce = ({ activationKeyType }: IdentityOwner): boolean =>
  activationKeyType === 'userLicenseToken';

/**
 * Gives the identity on this device its user id; `key` is the `connectorKey` of `PUT /me/identity`. A repeat changes nothing. Throws what the SDK throws, unless the
 * user id is bound to this identity all the same.
 */
export const bindUserId = async (sdk: SealdSdk, sealdId: string, key: string): Promise<void> => {
  try {
    await sdk.pushJwt(key);
  } catch (error) {
    const [bound] = await accountsOf(sdk, [sealdId]);
    if (bound !== (await ownAccount(sdk))) throw error;
  }
};

// `getSigchainHash` takes the last block of a list: of an empty one it throws a TypeError.
const hasSigchain = async (sdk: SealdSdk): Promise<boolean> => {
  try {
    return (await asKnownUser(sdk.getSigchainHash())).position >= 0;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
};

/**
 * Head of the signature chain of the identity on this device, as Seald shows it now. Undefined when that chain does not hold this
 * device's own keys: others must not be told to trust it. Throws what the SDK throws for a forged chain, and `IDENTITY_FORGOTTEN`.
 */
export const ownSigchainHead = async (sdk: SealdSdk): Promise<string | undefined> => {
  const { hashes, holdsKeys } = await freshChain(sdk, await ownAccount(sdk));
  return holdsKeys ? hashes.at(-1) : undefined;
};

/** The same of an identity that `ownIdentity` has found just now; Seald is not asked again for one that is saved. */
export const foundSigchainHead = async (
  sdk: SealdSdk,
  user: IdentityOwner,
  account: string,
): Promise<string | undefined> => {
  if (!isSaved(user, account)) return ownSigchainHead(sdk);
  const { hashes, holdsKeys } = await knownChain(sdk, await ownAccount(sdk));
  return holdsKeys ? hashes.at(-1) : undefined;
};

/** Forgets the identity on this device only. */
export const dropIdentity = async (sdk: SealdSdk): Promise<void> => {
  await sdk.dropDatabase();
  await sdk.initialize();
};

/** Forgets the identity on this device and ends the SDK instance. Repeated on a new instance it changes nothing. */
export const wipeIdentity = async (sdk: SealdSdk): Promise<void> => {
  await removeDatabase(sdk); // opens it before: an instance whose user was forgotten has closed itself (seald.md section 1)
};

/** Makes a new identity at Seald with either kind of activation key. Not to be repeated: see {@link ownIdentity}. */
export const createIdentity = async (
  sdk: SealdSdk,
  { sealdId, key, type }: { sealdId: string; key: string; type: ActivationKeyType },
): Promise<void> => {
  // With a signup JWT the user id comes from the JWT alone; the SDK refuses both together.
  if (type === 'signupJwt') await sdk.initiateIdentity({ signupJWT: key });
  else await sdk.initiateIdentity({ userId: sealdId, userLicenseToken: key });
};

/**
 * Spends the code; answers the authenticated `ssksSessionId` that may read and write the stored identity.
 * Throws `SecureChatError` `WRONG_CODE`, after which the person may try again with the same `ssksSessionId`, and `CODE_SPENT`
 * when only a new code can help: too many tries, or too late.
 */
export const proveCode = async (
  sdk: SealdSdk,
  { ssksSessionId, authFactor, code }: { ssksSessionId: string; authFactor: SsksAuthFactor; code: string },
): Promise<string> => {
  const challenge = code.trim().toLowerCase();
  if (!CODE.test(challenge)) throw new SecureChatError('WRONG_CODE');
  try {
    const { keyStore } = sdk.ssks2MR;
    return (await keyStore.challengeValidate({ sessionId: ssksSessionId, challenge, authFactor }))
      .newSessionId;
  } catch (error) {
    if (hasMessage(error, 'Invalid challenge')) throw new SecureChatError('WRONG_CODE', error);
    throw isSsksRefusal(error) ? new SecureChatError('CODE_SPENT', error) : error;
  }
};

/** Reads the identity stored for the user, or null when there is none. Needs an authenticated `ssksSessionId`. */
export const findStoredIdentity = async (
  sdk: SealdSdk,
  {
    sealdId,
    ssksSessionId,
    twoManRuleKey,
  }: { sealdId: string; ssksSessionId: string; twoManRuleKey: string },
): Promise<StoredIdentity | null> => {
  try {
    return await sdk.ssks2MR.keyStore.search({
      appId: sdk.appId,
      userId: sealdId,
      sessionId: ssksSessionId,
      rawTwoManRuleKey: twoManRuleKey,
    });
  } catch (error) {
    if (hasMessage(error, 'Could not find this identity')) return null;
    throw error;
  }
};

/** Stores the identity of this device for later devices. A repeat stores it again. */
export const storeIdentity = (
  sdk: SealdSdk,
  request: { sealdId: string; ssksSessionId: string; authFactor: SsksAuthFactor; twoManRuleKey: string },
): Promise<void> =>
  sdk.ssks2MR.saveIdentity({
    userId: request.sealdId,
    sessionId: request.ssksSessionId,
    authFactor: request.authFactor,
    rawTwoManRuleKey: request.twoManRuleKey,
  });

/** The key storage answered, and refused: its session has ended or was never good. The plug-in has no codes for it. */
export const isSsksRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  /^(?:Retrieving identity|SSKS push|SSKS challengeValidate) failed: 4/.test(error.message);

const hasMessage = (error: unknown, message: string) => error instanceof Error && error.message === message;
