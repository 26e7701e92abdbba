// Revoking recipients of an encryption session (seald.md section 6).
// Left out: hairless recipients, so `entrusted_emails` is always empty, and proxies: none is ever found.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { requireTeamMember } from './api-sessions.ts';
import type { EncryptionSession } from './api-state.ts';
import { isManager } from './encryption-session-access.ts';
import { findSession } from './encryption-sessions.ts';
import { readBody } from './request-body.ts';
import { Uuid } from './wire-formats.ts';

const Revoke = z.strictObject({
  user_ids: z.array(Uuid).optional(),
  entrusted_users: z.array(z.never()).optional(),
  /** [pub: go-seald-sdk revokeRecipientsRequest] */
  proxy_mk_ids: z.array(z.string()).optional(),
  revoke: z.enum(['all', 'others']).optional(),
});

/** The manager may revoke anyone, others whom they added; "ko" for the rest and for who is no recipient. */
const revokeUsers = (
  context: ApiContext,
  session: EncryptionSession,
  callerId: string,
  userIds: readonly string[],
): Record<string, 'ok' | 'ko'> => {
  const manages = isManager(context.state, session, callerId);
  const results = userIds.map((userId): [string, 'ok' | 'ko'] => {
    const recipient = session.recipients.get(userId);
    if (!recipient || recipient.revoked) return [userId, 'ko'];
    if (!manages && recipient.addedBy !== callerId) return [userId, 'ko'];
    recipient.revoked = true;
    return [userId, 'ok'];
  });
  context.changed();
  return Object.fromEntries(results);
};

const revokeAll = (
  context: ApiContext,
  session: EncryptionSession,
  callerId: string,
  what: 'all' | 'others',
) => {
  if (!isManager(context.state, session, callerId)) throw new ApiError(403, 'NO_ACL', 'only the owner');
  const current = [...session.recipients].filter(([, { revoked }]) => !revoked).map(([userId]) => userId);
  const chosen = what === 'all' ? current : current.filter((userId) => userId !== callerId);
  return revokeUsers(context, session, callerId, chosen);
};

export const addSessionRevocation = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/message/:id/revoke/', async (c) => {
    const { account } = requireTeamMember(c, context);
    const session = findSession(context, c.req.param('id'));
    const { user_ids, proxy_mk_ids, revoke } = await readBody(c, Revoke);
    return c.json({
      user_ids: user_ids ? revokeUsers(context, session, account.id, user_ids) : null,
      proxy_mk_ids: proxy_mk_ids ? Object.fromEntries(proxy_mk_ids.map((id) => [id, 'ko'])) : null,
      entrusted_emails: {},
      revoke_all: revoke
        ? {
            user_ids: revokeAll(context, session, account.id, revoke),
            proxy_mk_ids: {},
            entrusted_emails: {},
          }
        : null,
    });
  });
};
