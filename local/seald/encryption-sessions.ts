// Encryption sessions, `message` on the wire (seald.md section 6).
// Left out: hairless (unregistered) recipients, signatures, history and reading statistics, downloads.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { type Caller, requireTeamMember } from './api-sessions.ts';
import type { EncryptionSession } from './api-state.ts';
import {
  type ReadableToken,
  readableToken,
  refuseToken,
  storeToken,
  tokenFault,
} from './encryption-session-access.ts';
import { readBody } from './request-body.ts';
import { DeviceToken, Uuid } from './wire-formats.ts';

const IsoDay = z.iso.date();
const Create = z.strictObject({
  allow_download: z.boolean(),
  not_for_me: z.boolean(),
  tokens: z.array(DeviceToken).max(50),
  meta_data: z.string().max(1_024).optional(),
  date: IsoDay.optional(),
});
const AddKey = z.strictObject({ multistatus: z.literal(true), tokens: z.array(DeviceToken).min(1).max(50) });
const Retrieve = z.strictObject({ messages_ids: z.array(Uuid).min(1).max(10) });
const ManagingGroup = z.strictObject({ group_id: Uuid, user_id: Uuid });
const SelfDestruct = z.strictObject({ date: IsoDay });

/** Opens a session for checked tokens. Throws 406 with the first bad token's fault and opens nothing. */
export const openEncryptionSession = (
  context: ApiContext,
  ownerId: string,
  tokens: readonly DeviceToken[],
  options: { metaData?: string | undefined; selfDestructDate?: string | undefined } = {},
): EncryptionSession => {
  requireGoodTokens(context, tokens);
  const session: EncryptionSession = {
    id: randomUUID(),
    ownerId,
    recipients: new Map(),
    tokens: new Map(),
    metaData: options.metaData,
    selfDestructDate: options.selfDestructDate,
    managingGroupId: undefined,
  };
  context.state.encryptionSessions.set(session.id, session);
  for (const token of tokens) storeToken(context, session, token, ownerId);
  context.changed();
  return session;
};

/** Throws 406 with the fault of the first token that cannot be stored. */
export const requireGoodTokens = (context: ApiContext, tokens: readonly DeviceToken[]): void => {
  for (const token of tokens) {
    const fault = tokenFault(context, token);
    if (fault) throw new ApiError(406, fault, 'a token was refused');
  }
};

/** The session with this id; throws the 404 that a stranger gets too. */
export const findSession = ({ state }: ApiContext, id: string): EncryptionSession =>
  state.encryptionSessions.get(id) ?? refuseToken('NOT_A_RECIPIENT');

const requireOwner = (session: EncryptionSession, { account }: Caller) => {
  if (session.ownerId !== account.id) throw new ApiError(403, 'NO_ACL', 'only the owner');
};

const tokenBody = (token: ReadableToken) => ({
  key_id: token.keyId,
  token: token.token,
  created_for_key_hash: token.createdForKeyHash,
  revoked: false,
});

export const addEncryptionSessions = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/message/', async (c) => {
    const { account, device } = requireTeamMember(c, context);
    const body = await readBody(c, Create);
    if (!body.not_for_me && !body.tokens.some((token) => token.created_for_key === device.id))
      throw new ApiError(406, 'NO_TOKEN_FOR_SELF', 'no token for the caller');
    const options = { metaData: body.meta_data, selfDestructDate: body.date };
    const session = openEncryptionSession(context, account.id, body.tokens, options);
    return c.json({ message: session.id }, 201);
  });

  app.post('/api/message/multiple_retrieve/', async (c) => {
    const caller = requireTeamMember(c, context);
    const { messages_ids } = await readBody(c, Retrieve);
    const results = messages_ids.map((id) => {
      const token = readableToken(context, findSession(context, id), caller);
      if (typeof token === 'string') return refuseToken(token);
      return [id, { token: tokenBody(token), group: token.groupId }];
    });
    return c.json({ results: Object.fromEntries(results) });
  });

  app.get('/api/message/:id/', (c) => {
    const caller = requireTeamMember(c, context);
    const session = findSession(context, c.req.param('id'));
    const token = readableToken(context, session, caller);
    if (typeof token === 'string') return refuseToken(token);
    return c.json({ nb_token: 1, owner: session.ownerId, token: [tokenBody(token)], group: token.groupId });
  });

  app.post('/api/message/:id/add_key/', async (c) => {
    const caller = requireTeamMember(c, context);
    const session = findSession(context, c.req.param('id'));
    const own = readableToken(context, session, caller);
    if (typeof own === 'string') return refuseToken(own);
    const { tokens } = await readBody(c, AddKey);
    const status = tokens.map((token) => {
      const fault = tokenFault(context, token);
      if (!fault) storeToken(context, session, token, caller.account.id);
      const answer = fault
        ? { status: 406, error: { code: fault, id: randomUUID() } }
        : { status: 200, error: null };
      return [token.created_for_key, answer];
    });
    return c.json({ status: Object.fromEntries(status) }, 207);
  });

  app.post('/api/message/:id/self_destruct_date/', async (c) => {
    const session = findSession(context, c.req.param('id'));
    requireOwner(session, requireTeamMember(c, context));
    session.selfDestructDate = (await readBody(c, SelfDestruct)).date;
    context.changed();
    return c.json({ status: 'ok' });
  });

  app.post('/api/message/:id/set_managing_group/', async (c) => {
    const session = findSession(context, c.req.param('id'));
    const caller = requireTeamMember(c, context);
    requireOwner(session, caller);
    const { group_id } = await readBody(c, ManagingGroup);
    if (!context.state.groups.get(group_id)?.members.has(caller.account.id))
      throw new ApiError(403, 'GROUP_NOT_IN_GROUP', 'not a member of this group');
    session.managingGroupId = group_id;
    context.changed();
    return c.json({ status: 'ok' });
  });
};
