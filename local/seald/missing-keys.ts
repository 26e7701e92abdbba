// Re-encryption of session keys for a user's other devices (seald.md section 4).
// Left out: waiting for provisioning; a validated device is provisioned at once.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { type Caller, requireTeamMember } from './api-sessions.ts';
import type { Device, EncryptionSession } from './api-state.ts';
import { devicesOf } from './device-body.ts';
import { ownDevice } from './devices.ts';
import { storeToken, tokenFault } from './encryption-session-access.ts';
import { onePage } from './pages.ts';
import { readBody } from './request-body.ts';
import { KeyHash, Token, Uuid } from './wire-formats.ts';

const NewKey = z.strictObject({ message_id: Uuid, created_for_key_hash: KeyHash, token: Token });
const AddKeys = z.strictObject({ keys: z.array(NewKey).max(1_000) });

/** Sessions the caller's own device can read and the other device cannot. */
const missingSessions = ({ state }: ApiContext, { account, device }: Caller, other: Device) =>
  [...state.encryptionSessions.values()].filter(
    (session) =>
      session.recipients.get(account.id)?.revoked === false &&
      session.tokens.has(device.id) &&
      !session.tokens.has(other.id),
  );

const missingKeyBody = (session: EncryptionSession, deviceId: string) => ({
  message_id: session.id,
  token: session.tokens.get(deviceId)?.token,
  created_for_key_hash: session.tokens.get(deviceId)?.createdForKeyHash,
});

const addMissingKey = (
  context: ApiContext,
  caller: Caller,
  other: Device,
  key: z.infer<typeof NewKey>,
): string | undefined => {
  const session = missingSessions(context, caller, other).find(({ id }) => id === key.message_id);
  if (!session) return 'NOT_MISSING';
  const { token, created_for_key_hash } = key;
  const deviceToken = { token, created_for_key_hash, created_for_key: other.id };
  const fault = tokenFault(context, deviceToken);
  if (!fault) storeToken(context, session, deviceToken, caller.account.id);
  return fault;
};

export const addMissingKeys = (app: ApiApp, context: ApiContext): void => {
  app.get('/api/device/devices_missing_keys/', (c) => {
    const caller = requireTeamMember(c, context);
    const others = devicesOf(context.state, caller.account.id).filter(({ state }) => state === 'A');
    const counts = others
      .map((other) => [other.id, { count: missingSessions(context, caller, other).length }] as const)
      .filter(([, { count }]) => count > 0);
    return c.json({ devices_missing_keys: Object.fromEntries(counts) });
  });

  app.get('/api/device/:id/missing_encrypted_message_keys/', (c) => {
    const caller = requireTeamMember(c, context);
    const other = ownDevice(context, caller, c.req.param('id'), ['A', 'U']);
    if (other.state === 'U' && c.req.query('error_if_not_provisioned') === 'true')
      throw new ApiError(406, 'DEVICE_NOT_PROVISIONED_YET', 'this device is not validated');
    const { nb_page, items } = onePage(c, missingSessions(context, caller, other));
    return c.json({ nb_page, data: items.map((session) => missingKeyBody(session, caller.device.id)) });
  });

  app.post('/api/device/:id/add_encrypted_message_keys/', async (c) => {
    const caller = requireTeamMember(c, context);
    const other = ownDevice(context, caller, c.req.param('id'), ['A']);
    const { keys } = await readBody(c, AddKeys);
    const results = keys.map((key) => ({ key, fault: addMissingKey(context, caller, other, key) }));
    // [pub: go-seald-sdk addMissingKeysResponse]; that the texts are ids is assumed.
    return c.json({
      success: results.filter(({ fault }) => !fault).map(({ key }) => key.message_id),
      errors: results.filter(({ fault }) => fault).map(({ key }) => key.message_id),
    });
  });
};
