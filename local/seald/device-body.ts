import type { ApiState, Device } from './api-state.ts';

/** A device as the API answers it (seald.md section 2). */
export const deviceBody = (device: Device) => ({
  id: device.id,
  bearduser: device.accountId,
  state: device.state,
  device_name: device.name,
  created: device.created,
  updated: device.updated,
  encryption_pub_key: device.encryptionPubKey,
  signing_pub_key: device.signingPubKey,
});

/** All devices of an account, pending and revoked ones included, oldest first. */
export const devicesOf = (state: ApiState, accountId: string): Device[] =>
  [...state.devices.values()].filter((device) => device.accountId === accountId);
