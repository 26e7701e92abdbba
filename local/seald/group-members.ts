// Members of a group (seald.md section 7).
// Left out: groups as members of groups.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { requireTeamMember } from './api-sessions.ts';
import { storeToken } from './encryption-session-access.ts';
import { findSession, requireGoodTokens } from './encryption-sessions.ts';
import { findGroup, type GroupParts, MessageKey, requireAdmin, toDeviceToken } from './group-bodies.ts';
import { onePage } from './pages.ts';
import { readBody } from './request-body.ts';
import { appendBlock } from './sigchain.ts';
import { Block } from './sigchain-block.ts';
import { Uuid } from './wire-formats.ts';

const SessionKeys = z.strictObject({ message_id: Uuid, message_keys: z.array(MessageKey).min(1) });
const Add = z.strictObject({
  edited_beardusers_device_messages: z.record(Uuid, z.array(SessionKeys)),
  transaction_data_members: Block,
  added_admins: z
    .array(Uuid)
    .nullable()
    .transform((ids) => ids ?? []),
});
type Add = z.infer<typeof Add>;
const Remove = z.strictObject({ beardusers_id: z.array(Uuid).min(1), transaction_data_members: Block });
const SetAdmins = z.strictObject({
  members: z.array(z.strictObject({ bearduser_id: Uuid, is_admin: z.boolean() })).min(1),
});

const refuse = (detail: string): never => {
  throw new ApiError(406, 'INVALID_MEMBERS', detail);
};

const appendMembers = (context: ApiContext, parts: GroupParts, block: Block, members: readonly string[]) =>
  appendBlock(context, parts.account, block, {
    operation: { type: 'members', members },
    signerId: parts.device.id,
  });

/** Each new member must get every generation of the group's keys, on devices of their own only. */
const tokensOfNewMembers = (context: ApiContext, { group }: GroupParts, body: Add) => {
  const generations = group.deviceKeys.map(({ encryptionSessionId }) => encryptionSessionId);
  return Object.entries(body.edited_beardusers_device_messages).flatMap(([userId, sessions]) => {
    const sent = sessions.map(({ message_id }) => message_id);
    if (generations.some((id) => !sent.includes(id)) || sent.some((id) => !generations.includes(id)))
      refuse('a member needs every key generation');
    return sessions.flatMap(({ message_id, message_keys }) =>
      message_keys.map(toDeviceToken).map((token) => {
        if (context.state.devices.get(token.created_for_key)?.accountId !== userId)
          refuse('a key for another user');
        return { sessionId: message_id, token };
      }),
    );
  });
};

const addMembers = (context: ApiContext, parts: GroupParts, callerId: string, body: Add) => {
  const { group } = parts;
  const added = Object.keys(body.edited_beardusers_device_messages);
  if (added.some((id) => group.members.has(id) || context.state.accounts.get(id)?.isGroup !== false))
    refuse('new members must be users outside the group');
  if (!body.added_admins.every((id) => added.includes(id))) refuse('admins must be new members');
  const tokens = tokensOfNewMembers(context, parts, body);
  requireGoodTokens(
    context,
    tokens.map(({ token }) => token),
  );
  appendMembers(context, parts, body.transaction_data_members, [...group.members.keys(), ...added]);
  for (const id of added) group.members.set(id, { isAdmin: body.added_admins.includes(id) });
  for (const { sessionId, token } of tokens)
    storeToken(context, findSession(context, sessionId), token, callerId);
};

const removeMembers = (context: ApiContext, parts: GroupParts, body: z.infer<typeof Remove>) => {
  const { group } = parts;
  if (!body.beardusers_id.every((id) => group.members.has(id))) refuse('not a member');
  const left = [...group.members.keys()].filter((id) => !body.beardusers_id.includes(id));
  appendMembers(context, parts, body.transaction_data_members, left);
  for (const id of body.beardusers_id) {
    group.members.delete(id);
    for (const { encryptionSessionId } of group.deviceKeys) {
      const recipient = findSession(context, encryptionSessionId).recipients.get(id);
      if (recipient) recipient.revoked = true;
    }
  }
  context.changed();
};

export const addGroupMembers = (app: ApiApp, context: ApiContext): void => {
  app.get('/api/group/:id/members/', (c) => {
    // For the whole team: the SDK reads the list before it encrypts for a group it is not in.
    requireTeamMember(c, context);
    const parts = findGroup(context, c.req.param('id'));
    const { nb_page, items } = onePage(c, [...parts.group.members]);
    const results = items.map(([id, { isAdmin }]) => ({
      id,
      display_name: context.state.accounts.get(id)?.displayName ?? '',
      is_admin: isAdmin,
    }));
    return c.json({ status: 'ok', nb_page, results });
  });

  app.post('/api/group/:id/members/', async (c) => {
    const parts = findGroup(context, c.req.param('id'));
    const { account } = requireTeamMember(c, context);
    requireAdmin(parts, account.id);
    addMembers(context, parts, account.id, await readBody(c, Add));
    return c.json({ status: 'ok' });
  });

  app.delete('/api/group/:id/members/', async (c) => {
    const parts = findGroup(context, c.req.param('id'));
    requireAdmin(parts, requireTeamMember(c, context).account.id);
    removeMembers(context, parts, await readBody(c, Remove));
    return c.json({ status: 'ok' });
  });

  app.patch('/api/group/:id/members/', async (c) => {
    const parts = findGroup(context, c.req.param('id'));
    requireAdmin(parts, requireTeamMember(c, context).account.id);
    const { members } = await readBody(c, SetAdmins);
    if (!members.every(({ bearduser_id }) => parts.group.members.has(bearduser_id))) refuse('not a member');
    for (const { bearduser_id, is_admin } of members)
      parts.group.members.set(bearduser_id, { isAdmin: is_admin });
    context.changed();
    return c.json({ status: 'ok' });
  });
};
