// Groups: creation, first sigchain, key generations, lists (seald.md section 7). A group is a user with one device.
// Left out: renaming, self-add with a membership secret.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { requireTeamMember } from './api-sessions.ts';
import type { Group } from './api-state.ts';
import { replaceKeys } from './devices.ts';
import { openEncryptionSession, requireGoodTokens } from './encryption-sessions.ts';
import {
  deviceKeyBodies,
  findGroup,
  type GroupKeys,
  GroupKeys as GroupKeysSchema,
  type GroupParts,
  groupBody,
  requireAdmin,
  requireMember,
  toDeviceToken,
} from './group-bodies.ts';
import { createAccount, createDevice } from './new-account.ts';
import { onePage } from './pages.ts';
import { readBody } from './request-body.ts';
import { appendBlock } from './sigchain.ts';
import { Block } from './sigchain-block.ts';
import { Uuid } from './wire-formats.ts';

const Create = GroupKeysSchema.extend({
  group_name: z.string().min(1).max(64),
  members: z.array(Uuid).min(1),
  admins: z.array(Uuid).min(1),
});
/** `group_tmr_keys_data` [pub: go-seald-sdk renewGroupKeyRequest] is left out: there are no temporary keys here. */
const Renew = GroupKeysSchema.extend({
  transaction_data: Block,
  group_tmr_keys_data: z.looseObject({}).nullish(),
});
const InitSigchain = z.strictObject({ transaction_data: Block, transaction_data_members: Block });

const requireGoodMembers = (
  { state }: ApiContext,
  callerId: string,
  { members, admins }: z.infer<typeof Create>,
) => {
  const known = members.every((id) => state.accounts.get(id)?.isGroup === false);
  if (!known || !members.includes(callerId) || !admins.includes(callerId))
    throw new ApiError(406, 'INVALID_MEMBERS', 'members must exist and hold the caller, an admin');
  if (!admins.every((id) => members.includes(id)))
    throw new ApiError(406, 'INVALID_MEMBERS', 'admins must be members');
};

/** Tokens for the members' devices and for nobody else's. */
const memberTokens = ({ state }: ApiContext, memberIds: readonly string[], keys: GroupKeys) => {
  const tokens = keys.message_keys.map(toDeviceToken);
  const owners = tokens.map(({ created_for_key }) => state.devices.get(created_for_key)?.accountId ?? '');
  if (owners.every((owner) => memberIds.includes(owner)) && memberIds.every((id) => owners.includes(id)))
    return tokens;
  throw new ApiError(406, 'INVALID_MEMBERS', 'keys must be for each member and no one else');
};

/** Opens the encryption session of a key generation and records the generation. */
const addGeneration = (context: ApiContext, group: Group, callerId: string, keys: GroupKeys) => {
  const tokens = memberTokens(context, [...group.members.keys()], keys);
  const session = openEncryptionSession(context, callerId, tokens);
  group.deviceKeys.push({
    created: context.now(),
    generatedBy: callerId,
    encryptionSessionId: session.id,
    encryptedEncryptionPrivkey: keys.encrypted_encryption_privkey,
    encryptedSigningPrivkey: keys.encrypted_signing_privkey,
  });
  context.changed();
};

const createGroup = (context: ApiContext, callerId: string, body: z.infer<typeof Create>): GroupParts => {
  requireGoodTokens(context, memberTokens(context, body.members, body));
  const account = createAccount(context, { displayName: body.group_name, isGroup: true, inTeam: true });
  const device = createDevice(context, {
    accountId: account.id,
    state: 'A',
    name: '',
    encryptionPubKey: body.encrypt_pubkey,
    signingPubKey: body.signing_pubkey,
  });
  const group: Group = {
    id: account.id,
    deviceId: device.id,
    created: context.now(),
    initialized: false,
    members: new Map(body.members.map((id) => [id, { isAdmin: body.admins.includes(id) }])),
    deviceKeys: [],
  };
  context.state.groups.set(group.id, group);
  addGeneration(context, group, callerId, body);
  return { group, account, device };
};

/** [pub: go-seald-sdk createGroupResponse, renewGroupKeyResponse] */
const createdBody = (parts: GroupParts) => ({
  group: groupBody(parts),
  groupdevicekey: deviceKeyBodies(parts).at(-1),
});

const initSigchain = (
  context: ApiContext,
  { group, account, device }: GroupParts,
  body: z.infer<typeof InitSigchain>,
) => {
  const { id: deviceId, encryptionPubKey, signingPubKey } = device;
  const creation = { type: 'creation', deviceId, encryptionPubKey, signingPubKey } as const;
  const members = { type: 'members', members: [...group.members.keys()] } as const;
  appendBlock(context, account, body.transaction_data, { operation: creation, signerId: deviceId });
  try {
    appendBlock(context, account, body.transaction_data_members, { operation: members, signerId: deviceId });
  } catch (error) {
    account.chain.pop();
    throw error;
  }
  group.initialized = true;
  context.changed();
};

export const addGroups = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/group/', async (c) => {
    const { account } = requireTeamMember(c, context);
    const body = await readBody(c, Create);
    requireGoodMembers(context, account.id, body);
    return c.json(createdBody(createGroup(context, account.id, body)));
  });

  app.get('/api/group/', (c) => {
    const { account } = requireTeamMember(c, context);
    const mine = c.req.query('mine') === 'true';
    const onlyInitialized = c.req.query('only_initialized') === 'true';
    const groups = [...context.state.groups.values()].filter(
      (group) => (!mine || group.members.has(account.id)) && (!onlyInitialized || group.initialized),
    );
    const { nb_page, items } = onePage(c, groups);
    return c.json({
      status: 'ok',
      nb_page,
      results: items.map((group) => groupBody(findGroup(context, group.id))),
    });
  });

  app.post('/api/group/:id/init_sigchain/', async (c) => {
    const parts = findGroup(context, c.req.param('id'));
    requireAdmin(parts, requireTeamMember(c, context).account.id);
    initSigchain(context, parts, await readBody(c, InitSigchain));
    return c.json({ status: 'ok' });
  });

  app.get('/api/group/:id/groupdevices/', (c) => {
    const parts = findGroup(context, c.req.param('id'));
    requireMember(parts, requireTeamMember(c, context).account.id, 'GROUP_NOT_IN_GROUP');
    const all = deviceKeyBodies(parts);
    const after = all.findIndex(({ message_id }) => message_id === c.req.query('after_message'));
    const { nb_page, items } = onePage(c, all.slice(after + 1));
    return c.json({ status: 'ok', nb_page, results: items });
  });

  app.post('/api/group/:id/renew/', async (c) => {
    const parts = findGroup(context, c.req.param('id'));
    const caller = requireTeamMember(c, context);
    requireAdmin(parts, caller.account.id);
    const { transaction_data, group_tmr_keys_data: _, ...keys } = await readBody(c, Renew);
    requireGoodTokens(context, memberTokens(context, [...parts.group.members.keys()], keys));
    const newKeys = { encryptionPubKey: keys.encrypt_pubkey, signingPubKey: keys.signing_pubkey };
    const operation = { type: 'renewal', deviceId: parts.device.id, ...newKeys } as const;
    appendBlock(context, parts.account, transaction_data, { operation, signerId: parts.device.id });
    replaceKeys(context, parts.device, newKeys);
    addGeneration(context, parts.group, caller.account.id, keys);
    return c.json(createdBody(parts));
  });
};
