import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ApiContext } from './api-context.ts';
import type { Account, Device, DeviceState } from './api-state.ts';
import { rsaKeySize } from './public-keys.ts';

/** An RSA public key of a size the SDK makes, base64 of its SPKI DER. */
export const PublicKey = z.base64().refine((key) => rsaKeySize(key) !== undefined, 'not an RSA public key');

export type NewDevice = {
  accountId: string;
  state: DeviceState;
  name: string;
  encryptionPubKey: string;
  signingPubKey: string;
};

export const createDevice = ({ state, now, changed }: ApiContext, fields: NewDevice): Device => {
  const at = now();
  const device: Device = { ...fields, id: randomUUID(), created: at, updated: at };
  state.devices.set(device.id, device);
  changed();
  return device;
};

/** Makes a user or group with an empty sigchain and no device. */
export const createAccount = (
  { state, changed }: ApiContext,
  fields: Pick<Account, 'displayName' | 'isGroup' | 'inTeam'>,
): Account => {
  const account: Account = { ...fields, id: randomUUID(), chain: [], followed: new Set() };
  state.accounts.set(account.id, account);
  changed();
  return account;
};
