import { randomUUID } from 'node:crypto';
import type { ApiContext } from './api-context.ts';
import type { Account, Device, DeviceState } from './api-state.ts';

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
