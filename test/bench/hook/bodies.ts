import { createHmac, randomUUID } from 'node:crypto';
import { encryptedText } from '../../support/encrypted-text.ts';

export const API_SECRET = 'a-secret-of-64-characters-as-stream-gives-them-000000000000000000';
export const SESSION = randomUUID();
const AT = '2026-11-30T10:00:00.123456Z';

/** A call of Stream's hook for a message of so many bytes, with the fields that Stream fills in (stream.md section 9.2), and its signature. */
export const hookCall = (bytes: number): { body: string; signature: string } => {
  const user = { id: 'alice', role: 'user', name: 'Alice', created_at: AT, updated_at: AT, banned: false };
  const empty = { args: '', html: '', i18n: {}, mml: '', attachments: [], mentioned_users: [] };
  const reactions = { latest_reactions: [], own_reactions: [], reaction_counts: {}, reaction_scores: {} };
  const flags = { silent: false, shadowed: false, pinned: false, reply_count: 0, deleted_reply_count: 0 };
  const message = (blocks: number) => ({
    id: `alice-${randomUUID()}`,
    text: encryptedText(SESSION, blocks),
    type: 'regular',
    cid: 'encrypted:tea',
    user,
    ...{ ...empty, ...reactions, ...flags },
    created_at: AT,
    updated_at: AT,
  });
  const bare = JSON.stringify(message(0)).length;
  const blocks = Math.max(4, Math.round(((bytes - bare) * 3) / 4 / 16));
  const channel = {
    id: 'tea',
    type: 'encrypted',
    cid: 'encrypted:tea',
    session_id: SESSION,
    member_count: 2,
  };
  const body = JSON.stringify({
    message: message(blocks),
    user,
    channel,
    request_info: { type: 'client', ip: '127.0.0.1', user_agent: 'stream-chat-javascript' },
  });
  return { body, signature: createHmac('sha256', API_SECRET).update(body).digest('hex') };
};
