import * as z from 'zod';
import type { ApiContext } from './api-context.ts';
import { ApiError, NotFoundError } from './api-error.ts';
import type { Account, Device, Group } from './api-state.ts';
import { Base64, type DeviceToken, KeyHash, PublicKey, Token, Uuid } from './wire-formats.ts';

/** The group's symmetric key encrypted for one member's device. */
export const MessageKey = z.strictObject({
  encrypted_message_key: Token,
  created_for_key: Uuid,
  created_for_key_hash: KeyHash,
});

/** A generation of group keys, as `create` and `renew` send it. */
export const GroupKeys = z.strictObject({
  encrypt_pubkey: PublicKey,
  signing_pubkey: PublicKey,
  encrypted_encryption_privkey: Base64,
  encrypted_signing_privkey: Base64,
  message_keys: z.array(MessageKey).min(1).max(1_000),
});
export type GroupKeys = z.infer<typeof GroupKeys>;

export const toDeviceToken = (key: z.infer<typeof MessageKey>): DeviceToken => ({
  token: key.encrypted_message_key,
  created_for_key: key.created_for_key,
  created_for_key_hash: key.created_for_key_hash,
});

export type GroupParts = { group: Group; account: Account; device: Device };

/** A group with its account and its one device; throws 404. */
export const findGroup = ({ state }: ApiContext, id: string): GroupParts => {
  const group = state.groups.get(id);
  const account = state.accounts.get(id);
  const device = group && state.devices.get(group.deviceId);
  if (!group || !account || !device) throw new NotFoundError('Group');
  return { group, account, device };
};

/** Throws 403 with the given code, one of those the SDK has words for. */
export const requireMember = ({ group }: GroupParts, userId: string, code: string): void => {
  if (!group.members.has(userId)) throw new ApiError(403, code, 'not a member of this group');
};

export const requireAdmin = (parts: GroupParts, userId: string): void => {
  requireMember(parts, userId, 'USER_NOT_MEMBER');
  if (!parts.group.members.get(userId)?.isAdmin) throw new ApiError(403, 'MEMBER_NOT_ADMIN', 'not an admin');
};

/** [pub: go-seald-sdk createGroupResponse] */
export const groupBody = ({ group, account }: GroupParts) => ({
  created: group.created,
  is_group_initialized: group.initialized,
  primary_email: '',
  bearduser: { id: account.id, display_name: account.displayName },
  device_id: group.deviceId,
});

/** Every generation of the group's keys, oldest first [pub: go-seald-sdk groupDeviceKey]. That all carry the newest key's end is assumed. */
export const deviceKeyBodies = ({ group, account }: GroupParts) =>
  group.deviceKeys.map((key) => ({
    created: key.created,
    generated_by_user_id: key.generatedBy,
    group_id: group.id,
    message_id: key.encryptionSessionId,
    encrypted_encryption_privkey: key.encryptedEncryptionPrivkey,
    encrypted_signing_privkey: key.encryptedSigningPrivkey,
    key_expiration_date: keyExpiration(account),
  }));

/** When the group's current key ends, in seconds since 1970; 0 before the first block. */
const keyExpiration = ({ chain }: Account): number =>
  chain.findLast(({ transaction }) => transaction.expire_at > 0)?.transaction.expire_at ?? 0;
