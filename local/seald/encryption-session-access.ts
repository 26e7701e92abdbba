import type { ApiContext } from './api-context.ts';
import { ApiError, NotFoundError } from './api-error.ts';
import type { Caller } from './api-sessions.ts';
import type { ApiState, EncryptionSession, StoredToken } from './api-state.ts';
import { keyHash } from './public-keys.ts';
import type { DeviceToken } from './wire-formats.ts';

/** A token the caller may use: its own device's, or that of a group it belongs to. */
export type ReadableToken = StoredToken & { keyId: string; groupId: string | null };

export type TokenRefusal = 'NOT_A_RECIPIENT' | 'NO_TOKEN_FOR_DEVICE';

/** The group through which a user reads a session, if any. */
const readingGroup = (state: ApiState, session: EncryptionSession, userId: string) =>
  [...state.groups.values()].find(
    (group) =>
      group.members.has(userId) &&
      session.recipients.get(group.id)?.revoked === false &&
      session.tokens.has(group.deviceId),
  );

const isDestroyed = ({ selfDestructDate }: EncryptionSession, now: Date) =>
  selfDestructDate !== undefined && now.toISOString().slice(0, 10) >= selfDestructDate;

/** The caller's token, or why there is none (seald.md section 6, "server model" and "through a group"). */
export const readableToken = (
  { state, now }: ApiContext,
  session: EncryptionSession,
  { account, device }: Caller,
  { throughGroup }: { throughGroup: boolean } = { throughGroup: true },
): ReadableToken | TokenRefusal => {
  if (isDestroyed(session, now())) return 'NOT_A_RECIPIENT';
  const isRecipient = session.recipients.get(account.id)?.revoked === false;
  const own = session.tokens.get(device.id);
  if (isRecipient && own) return { ...own, keyId: device.id, groupId: null };
  const group = throughGroup && readingGroup(state, session, account.id);
  const viaGroup = group ? session.tokens.get(group.deviceId) : undefined;
  if (group && viaGroup) return { ...viaGroup, keyId: group.deviceId, groupId: group.id };
  return isRecipient ? 'NO_TOKEN_FOR_DEVICE' : 'NOT_A_RECIPIENT';
};

/** Throws what the SDK turns into `NO_TOKEN_FOR_YOU` (404) or `NO_TOKEN_FOR_KEY` (410) [pub: go-seald-sdk beard_api.go, reencrypt_test.go]. */
export const refuseToken = (refusal: TokenRefusal): never => {
  if (refusal === 'NOT_A_RECIPIENT') throw new NotFoundError('Message');
  throw new ApiError(410, 'NO_TOKEN', 'this device has no token');
};

/** The owner, or any member of the managing group. */
export const isManager = (state: ApiState, session: EncryptionSession, userId: string): boolean =>
  session.ownerId === userId ||
  (session.managingGroupId !== undefined &&
    (state.groups.get(session.managingGroupId)?.members.has(userId) ?? false));

/**
 * Why a token cannot be stored, or undefined. Its text is not looked at [pub: go-seald-sdk tests store "foobar" and "&aaa"]. That its hash must
 * be that of the device's current encryption key is assumed.
 */
export const tokenFault = (context: ApiContext, token: DeviceToken): string | undefined => {
  const device = context.state.devices.get(token.created_for_key);
  if (device?.state !== 'A') return 'UNKNOWN_DEVICE';
  const swapped = context.lies().swappedKeys.find(({ user }) => user === device.accountId);
  const keys = [device.encryptionPubKey, ...(swapped ? [swapped.encryptionPublicKey] : [])];
  const key = keys.find((candidate) => keyHash(candidate) === token.created_for_key_hash);
  return key ? undefined : 'WRONG_KEY_HASH';
};

/** Stores a checked token; its device's user becomes a recipient, again if it was revoked. */
export const storeToken = (
  { state, changed }: ApiContext,
  session: EncryptionSession,
  token: DeviceToken,
  addedBy: string,
): void => {
  const userId = state.devices.get(token.created_for_key)?.accountId;
  if (userId === undefined) return;
  session.tokens.set(token.created_for_key, {
    token: token.token,
    createdForKeyHash: token.created_for_key_hash,
  });
  if (session.recipients.get(userId)?.revoked !== false)
    session.recipients.set(userId, { addedBy, revoked: false });
  changed();
};
