// Encryption sessions, `message` on the wire (seald.md section 6).
// Left out: hairless (unregistered) recipients, proxies, access by two-man rule, signatures, history and reading statistics, downloads.
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
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
/** By user id [pub: go-seald-sdk RecipientRights]. Taken and left out: here everybody may read and forward, the owner and managers revoke, which are the defaults. */
const Rights = z.record(z.string(), z.looseObject({}).nullable()).nullish();
/** [pub: go-seald-sdk createMessageRequest; the other members are the SDK for JavaScript's] */
const Create = z.strictObject({
  allow_download: z.boolean().default(true),
  not_for_me: z.boolean().default(false),
  multistatus: z.boolean().default(false),
  tokens: z.array(DeviceToken).default([]),
  rights: Rights,
  meta_data: z.string().max(1_024).optional(),
  date: IsoDay.optional(),
});
/** Of one request, as Seald's own tests have it: go-seald-sdk beardapi_test, "serializer errors". The SDK for JavaScript sends 50. */
const MOST_KEYS = 100;
const AddKey = z.strictObject({
  multistatus: z.literal(true),
  tokens: z.array(DeviceToken).min(1).max(MOST_KEYS),
  rights: Rights,
});
const Retrieve = z.strictObject({ messages_ids: z.array(Uuid).min(1).max(10) });
const ManagingGroup = z.strictObject({ group_id: Uuid, user_id: Uuid });
const SelfDestruct = z.strictObject({ date: IsoDay });

/** Opens a session for tokens that were checked. */
export const openEncryptionSession = (
  context: ApiContext,
  ownerId: string,
  tokens: readonly DeviceToken[],
  options: { metaData?: string | undefined; selfDestructDate?: string | undefined } = {},
): EncryptionSession => {
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

/**
 * Opens a session for the tokens that can be stored, and says which could not: the session is made in any case, even for nobody
 * [pub: go-seald-sdk beardapi_test, "EMK error" and "serializer errors", which sent no token of the maker's either].
 */
const createSession = (context: ApiContext, ownerId: string, body: z.infer<typeof Create>) => {
  const isTooMany = body.tokens.length > MOST_KEYS;
  const tokens = isTooMany ? [] : body.tokens;
  const good = tokens.filter((token) => !tokenFault(context, token));
  const options = { metaData: body.meta_data, selfDestructDate: body.date };
  const session = openEncryptionSession(context, ownerId, good, options);
  const idsOf = (some: readonly DeviceToken[]) => some.map(({ created_for_key }) => created_for_key);
  return {
    message: session.id,
    succeeded_created_for_key: idsOf(good),
    failed_created_for_key: idsOf(tokens.filter((token) => !good.includes(token))),
    add_key_serializer_errors: isTooMany ? { tokens: [`Cannot accept more than ${MOST_KEYS} keys`] } : null,
  };
};

/**
 * Who may add keys: readers, and, so that the first 50 keys of a large session need not hold its maker's own, the owner. Assumed of the
 * server, from the SDK for JavaScript, which sends its own key last; `refuseWithoutOwnKey` has the other answer. Throws what a stranger gets.
 */
const requireForwarder = (context: ApiContext, session: EncryptionSession, caller: Caller): void => {
  if (session.ownerId === caller.account.id && !context.lies().refuseWithoutOwnKey) return;
  const own = readableToken(context, session, caller);
  if (typeof own === 'string') refuseToken(own);
};

const tokenBody = (token: ReadableToken) => ({
  key_id: token.keyId,
  token: token.token,
  created_for_key_hash: token.createdForKeyHash,
  revoked: false,
});

/** Through a group unless told not to [pub: go-seald-sdk retrieveMessage]. There are no proxies here. */
const groupLookUp = (c: Context): { throughGroup: boolean } => ({
  throughGroup: c.req.query('lookup_group_key') !== '0',
});

export const addEncryptionSessions = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/message/', async (c) => {
    const { account, device } = requireTeamMember(c, context);
    const body = await readBody(c, Create);
    const hasOwn = body.tokens.some((token) => token.created_for_key === device.id);
    if (context.lies().refuseWithoutOwnKey && !body.not_for_me && !hasOwn)
      throw new ApiError(406, 'NO_TOKEN_FOR_SELF', 'no token for the caller');
    return c.json(createSession(context, account.id, body), 201);
  });

  app.post('/api/message/multiple_retrieve/', async (c) => {
    const caller = requireTeamMember(c, context);
    const { messages_ids } = await readBody(c, Retrieve);
    const lookUp = groupLookUp(c);
    const results = messages_ids.map((id) => {
      const token = readableToken(context, findSession(context, id), caller, lookUp);
      if (typeof token === 'string') return refuseToken(token);
      return [id, { token: tokenBody(token), group: token.groupId, proxy_key_infos: null }];
    });
    return c.json({ results: Object.fromEntries(results) });
  });

  app.get('/api/message/:id/', (c) => {
    const caller = requireTeamMember(c, context);
    const session = findSession(context, c.req.param('id'));
    const token = readableToken(context, session, caller, groupLookUp(c));
    if (typeof token === 'string') return refuseToken(token);
    return c.json({
      nb_token: 1,
      owner: session.ownerId,
      meta_data: session.metaData ?? '',
      token: [tokenBody(token)],
      group: token.groupId,
      proxy_key_info: null,
    });
  });

  app.post('/api/message/:id/add_key/', async (c) => {
    const caller = requireTeamMember(c, context);
    const session = findSession(context, c.req.param('id'));
    requireForwarder(context, session, caller);
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
