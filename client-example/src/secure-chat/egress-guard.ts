import type { StreamChat } from 'stream-chat';
import { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';
import { ClearTextBlockedError } from './errors.ts';

/** Fields that carry no words of the person: ids, flags and what the server fills in itself (stream.md section 7). */
const WORDLESS = new Set([
  'id',
  'cid',
  'parent_id',
  'quoted_message_id',
  'mentioned_users',
  'mentioned_group_ids',
  'mentioned_roles',
  'mentioned_channel',
  'mentioned_here',
  'restricted_visibility',
  'show_in_channel',
  'silent',
  'pinned',
  'pinned_at',
  'pin_expires',
  'user_id',
]);

const CHANNEL_ROUTE = /\/channels\/([^/]+)\/([^/]+)(?:\/(?:message|draft|truncate))?$/;
const MESSAGE_ROUTE = /\/messages\/([^/]+)$/;

/** Whether words in this channel must be encrypted; `undefined` stands for a channel that cannot be told. */
export type IsEncrypted = (cid: string | undefined) => boolean;

/**
 * Puts a guard under the client: a request that would carry words in the clear into an encrypted channel rejects with
 * `ClearTextBlockedError` before a byte leaves, whatever code asked for it (send, full and partial update, draft, the message
 * of a channel update or truncation). An edit of a message the client has not loaded is one of a channel that cannot be told.
 * Not covered: polls, locations, custom events and profile fields, which have routes of their own; the channel type's switches
 * stand there. Answers how to take the guard out again.
 */
export const installEgressGuard = (client: StreamChat, isEncrypted: IsEncrypted): (() => void) => {
  const { request } = client.axiosInstance.interceptors;
  const handle = request.use((config) => {
    const outgoing = outgoingWords(client, config.url ?? '', config.data);
    if (outgoing && isEncrypted(outgoing.cid)) requireEncrypted(outgoing.words);
    return config;
  });
  return () => request.eject(handle);
};

type Words = Record<string, unknown>;

const outgoingWords = (
  client: StreamChat,
  url: string,
  body: unknown,
): { cid: string | undefined; words: Words } | null => {
  if (!isRecord(body)) return null;
  const { pathname } = new URL(url);
  const [, type, id] = CHANNEL_ROUTE.exec(pathname) ?? [];
  if (type && id)
    return isRecord(body.message) ? { cid: `${decode(type)}:${decode(id)}`, words: body.message } : null;
  const messageId = MESSAGE_ROUTE.exec(pathname)?.[1];
  const words = body.message ?? body.set;
  return messageId && isRecord(words) ? { cid: cidOf(client, decode(messageId)), words } : null;
};

const cidOf = (client: StreamChat, messageId: string): string | undefined =>
  Object.values(client.activeChannels).find((channel) => channel.state.findMessage(messageId))?.cid;

const requireEncrypted = (words: Words): void => {
  for (const [field, value] of Object.entries(words))
    if (!isEmpty(value) && !isAllowed(field, value)) throw new ClearTextBlockedError(field);
};

const isAllowed = (field: string, value: unknown): boolean =>
  field === 'text' ? typeof value === 'string' && parseEncryptedText(value) !== null : WORDLESS.has(field);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const isRecord = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
