import { isEmpty } from './is-empty.ts';
import { CID, USER_ID } from './stream-ids.ts';
import { areVisibleFiles } from './visible-file.ts';

/** What judging a message's other fields needs to know of it. */
type Judged = {
  text: string;
  userId: string | undefined;
  /** The channel it is for; undefined where that is not known. */
  cid: string | undefined;
  fileHosts: readonly string[];
};

type FieldRule = (value: unknown, judged: Judged) => boolean;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A message id made by an SDK: a UUID, perhaps behind the id of the user who made it. Free text would carry words. */
const MESSAGE_ID = new RegExp(`^(?:([A-Za-z0-9@_-]{1,255})-)?${UUID}$`, 'i');
/** RFC 3339, written out: `Date.parse` reads words in brackets as comments. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

const never: FieldRule = () => false;
const isFlag: FieldRule = (value) => typeof value === 'boolean';
const isCount: FieldRule = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** Stream's events also give times as nanoseconds since 1970 [pub: GetStream/stream-py, tests/assets/webhooks]: from 2001 to 2096. */
const isNanoseconds = (value: unknown): boolean => typeof value === 'number' && value > 1e18 && value < 4e18;
const isTime: FieldRule = (value) => (typeof value === 'string' ? TIME.test(value) : isNanoseconds(value));
/** Of a message that is there: it was judged as an own id once. */
const isMessageId: FieldRule = (value) => typeof value === 'string' && MESSAGE_ID.test(value);
const isOwnMessageId: FieldRule = (value, { userId }) => {
  const match = typeof value === 'string' ? MESSAGE_ID.exec(value) : null;
  return match !== null && (match[1] === undefined || match[1] === userId);
};
const isSender: FieldRule = (value, { userId }) => value === userId;
/** Not a field of Stream's schema, so a client's own value might be kept: only the names that every app has. */
const isRole: FieldRule = (value) =>
  ['owner', 'member', 'moderator', 'channel_member', 'channel_moderator'].includes(String(value));
/** Ids as a client sends them, or the users they name as the server gives them. */
const areUsers: FieldRule = (value) =>
  Array.isArray(value) &&
  value.every((user) => USER_ID.test((typeof user === 'string' ? user : userIdOf(user)) ?? ''));
/** Stream renders `text` to `html` itself; the same ciphertext in a paragraph is no news. */
const isTextAsHtml: FieldRule = (value, { text }) => typeof value === 'string' && textOfHtml(value) === text;

const areFiles: FieldRule = (value, { fileHosts }) => areVisibleFiles(value, fileHosts);

const isCid: FieldRule = (value, { cid }) =>
  typeof value === 'string' && (cid === undefined ? CID.test(value) : value === cid);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areObjects: FieldRule = (value) => Array.isArray(value) && value.every(isObject);
const isUser: FieldRule = (value) => USER_ID.test(userIdOf(value) ?? '');
/** A score may be below nothing. */
const areCounts: FieldRule = (value) => isObject(value) && Object.values(value).every(Number.isSafeInteger);
const areGroups: FieldRule = (value) => isObject(value) && Object.values(value).every(isObject);
const isQuoted: FieldRule = (value, judged) =>
  isObject(value) && isMessageId((value as { id?: unknown }).id, judged);

/**
 * Fields the server fills itself: a client's value for them is not stored [pub: GetStream/protocol v236, MessageRequest has none of them].
 * So they are looked at for their kind alone. What is in them is other people's: names of reactions, what members and users say of
 * themselves. To refuse a message for it would give everybody a way to stop somebody else's. `type` and `text` are judged by the policy.
 */
const FILLED_BY_STREAM: Record<string, FieldRule> = {
  type: () => true,
  text: () => true,
  user: isUser,
  member: isObject,
  quoted_message: isQuoted,
  pinned_by: isUser,
  thread_participants: (value, judged) => Array.isArray(value) && value.every((user) => isUser(user, judged)),
  reaction_counts: areCounts,
  reaction_scores: areCounts,
  reaction_groups: areGroups,
  latest_reactions: areObjects,
  own_reactions: areObjects,
};

/**
 * What else may stand beside the ciphertext (message fields: stream.md sections 6 and 7). `never` marks fields that Stream adds
 * empty to each message, and that may stand only so.
 */
const FIELD_RULES: Record<string, FieldRule> = {
  id: isOwnMessageId,
  cid: isCid,
  parent_id: isMessageId,
  quoted_message_id: isMessageId,
  user_id: isSender,
  channel_role: isRole,
  mentioned_users: areUsers,
  silent: isFlag,
  shadowed: isFlag,
  pinned: isFlag,
  show_in_channel: isFlag,
  mentioned_channel: isFlag,
  mentioned_here: isFlag,
  before_message_send_failed: isFlag,
  deleted_for_me: isFlag,
  reply_count: isCount,
  deleted_reply_count: isCount,
  created_at: isTime,
  updated_at: isTime,
  deleted_at: isTime,
  pinned_at: isTime,
  pin_expires: isTime,
  message_text_updated_at: isTime,
  html: isTextAsHtml,
  attachments: areFiles,
  args: never,
  command: never,
  command_info: never,
  draft: never,
  i18n: never,
  image_labels: never,
  mentioned_group_ids: never,
  mentioned_groups: never,
  mentioned_roles: never,
  mml: never,
  moderation: never,
  moderation_details: never,
  poll: never,
  poll_id: never,
  reminder: never,
  restricted_visibility: never,
  shared_location: never,
};

/** A name that Stream may give a field of its messages one day. Anything freer would carry words. */
const FIELD_NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** More at once than Stream ever added are somebody's words, one to a name. */
const MOST_UNKNOWN_FIELDS = 10;

/** What may be known of a message that it does not say itself. */
export type Beside = {
  /** The user that is named beside it: Stream's documentation shows the hook a message without one [pub: "Before message send webhook"]. */
  sender?: unknown;
  /** The channel that the message is for, where it is told. */
  cid?: unknown;
  /** Where Stream keeps uploads; addresses there may stand beside the ciphertext. */
  fileHosts: readonly string[];
};

/**
 * True when nothing but the ciphertext `text` says anything: every field is on the allow-list, and empty or of the form
 * expected there. No attachments but addresses of files at these hosts, no polls, places, commands, translations or fields of somebody's
 * own, by value or by name. A field that is not on the list may stand while it is empty: Stream adds fields to its messages, and
 * a new one must not stop all chat.
 */
export const hasOnlyHarmlessFields = (
  message: Record<string, unknown>,
  text: string,
  { sender, cid, fileHosts }: Beside,
): boolean => {
  const judged = {
    text,
    userId: userIdOf(message.user) ?? userIdOf(sender),
    cid: typeof cid === 'string' ? cid : undefined,
    fileHosts,
  };
  const fields = Object.entries(message);
  const unknown = fields.filter(([name]) => !isFilled(name) && !Object.hasOwn(FIELD_RULES, name));
  return (
    unknown.length <= MOST_UNKNOWN_FIELDS &&
    fields.every(([name, value]) =>
      isFilled(name) ? isOfItsKind(name, value, judged) : isHarmless(name, value, judged),
    )
  );
};

const isFilled = (name: string): boolean => Object.hasOwn(FILLED_BY_STREAM, name);

const isOfItsKind = (name: string, value: unknown, judged: Judged): boolean =>
  isEmpty(value) || FILLED_BY_STREAM[name]?.(value, judged) === true;

/** Whether a message that this user sends to this channel may have this field beside its text: what is refused when it is stored, and what the server fills in, may not. */
export const isHarmlessToSend = (name: string, value: unknown, known: Omit<Judged, 'text'>): boolean =>
  isHarmless(name, value, { text: '', ...known });

const isHarmless = (name: string, value: unknown, judged: Judged): boolean => {
  const rule = Object.hasOwn(FIELD_RULES, name) ? FIELD_RULES[name] : undefined;
  if (isEmpty(value)) return FIELD_NAME.test(name);
  return rule?.(value, judged) === true;
};

/** The id of a user as Stream gives one. */
export const userIdOf = (user: unknown): string | undefined => {
  const id = typeof user === 'object' && user !== null ? (user as { id?: unknown }).id : undefined;
  return typeof id === 'string' ? id : undefined;
};

const textOfHtml = (html: string): string =>
  html
    .replace(/^<p>/, '')
    .replace(/<\/p>\n?$/, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"');
