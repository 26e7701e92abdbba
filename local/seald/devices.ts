// Devices: sub-identities, validation, revocation, key renewal (seald.md section 4).
// Left out: renaming, backup keys (`admin_keys` is always empty), notifications between devices.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { NotFoundError } from './api-error.ts';
import { type Caller, requireCaller } from './api-sessions.ts';
import type { Device, DeviceState } from './api-state.ts';
import { deviceBody } from './device-body.ts';
import { createDevice } from './new-account.ts';
import { readBody } from './request-body.ts';
import { appendBlock } from './sigchain.ts';
import { Block } from './sigchain-block.ts';
import { PublicKey } from './wire-formats.ts';

const AddDevice = z.strictObject({
  encryption_pub_key: PublicKey,
  signing_pub_key: PublicKey,
  device_name: z.string().max(36).default(''),
});
const ChangeDevice = z.strictObject({ transaction_data: Block });
const Renew = z.strictObject({
  encryption_pub_key: PublicKey,
  signing_pub_key: PublicKey,
  transaction: Block,
});

/** A device of the caller by id, in one of the given states; throws 404 for anyone else's. */
export const ownDevice = (
  { state }: ApiContext,
  { account }: Caller,
  id: string,
  states: readonly DeviceState[] = ['A', 'U', 'R'],
): Device => {
  const device = state.devices.get(id);
  if (device?.accountId !== account.id || !states.includes(device.state)) throw new NotFoundError('Device');
  return device;
};

const changeState = async (
  context: ApiContext,
  caller: Caller,
  device: Device,
  change: { type: 'creation' | 'revocation'; to: DeviceState; block: Block },
) => {
  const { id: deviceId, encryptionPubKey, signingPubKey } = device;
  const operation = { type: change.type, deviceId, encryptionPubKey, signingPubKey };
  appendBlock(context, caller.account, change.block, { operation, signerId: caller.device.id });
  Object.assign(device, { state: change.to, updated: context.now() });
  context.changed();
};

/** Replaces a device's keys. Tokens made for the old key stay: clients choose by key hash (seald.md section 4). */
export const replaceKeys = (
  { now, changed }: ApiContext,
  device: Device,
  keys: Pick<Device, 'encryptionPubKey' | 'signingPubKey'>,
): void => {
  Object.assign(device, { ...keys, updated: now() });
  changed();
};

export const addDevices = (app: ApiApp, context: ApiContext): void => {
  app.get('/api/device/admin_keys/', (c) => {
    requireCaller(c, context);
    return c.json({ data: [] });
  });

  app.post('/api/device/add_device/', async (c) => {
    const { account } = requireCaller(c, context);
    const body = await readBody(c, AddDevice);
    const device = createDevice(context, {
      accountId: account.id,
      state: 'U',
      name: body.device_name,
      encryptionPubKey: body.encryption_pub_key,
      signingPubKey: body.signing_pub_key,
    });
    return c.json({ status: 'ok', device_id: device.id, device_data: deviceBody(device) });
  });

  app.post('/api/device/:id/validate_pending_device/', async (c) => {
    const caller = requireCaller(c, context);
    const device = ownDevice(context, caller, c.req.param('id'), ['U']);
    const { transaction_data: block } = await readBody(c, ChangeDevice);
    await changeState(context, caller, device, { type: 'creation', to: 'A', block });
    return c.json({ status: 'ok', device_data: deviceBody(device) });
  });

  app.post('/api/device/:id/revoke_device/', async (c) => {
    const caller = requireCaller(c, context);
    const device = ownDevice(context, caller, c.req.param('id'), ['A']);
    const { transaction_data: block } = await readBody(c, ChangeDevice);
    await changeState(context, caller, device, { type: 'revocation', to: 'R', block });
    return c.json({ status: 'ok', device_data: deviceBody(device) });
  });

  app.post('/api/device/:id/renew/', async (c) => {
    const caller = requireCaller(c, context);
    const device = ownDevice(context, caller, c.req.param('id'), ['A']);
    const body = await readBody(c, Renew);
    const keys = { encryptionPubKey: body.encryption_pub_key, signingPubKey: body.signing_pub_key };
    const operation = { type: 'renewal', deviceId: device.id, ...keys } as const;
    appendBlock(context, caller.account, body.transaction, { operation, signerId: caller.device.id });
    replaceKeys(context, device, keys);
    return c.json({ status: 'ok', device: deviceBody(device) });
  });
};

/** Registered after every other route under `/api/device/`: its pattern would take theirs. */
export const addDeviceById = (app: ApiApp, context: ApiContext): void => {
  app.get('/api/device/:id/', (c) =>
    c.json({ device_data: deviceBody(ownDevice(context, requireCaller(c, context), c.req.param('id'))) }),
  );
};
