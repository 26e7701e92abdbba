/** A message id made by an SDK: a UUID, perhaps behind the user's id. Free text would carry words. */
const MESSAGE_ID =
  /^(?:[A-Za-z0-9@_-]{1,255}-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NAME = /^[A-Za-z0-9@_-]{1,255}$/;
const LONGEST_TIME = 40;

type FieldRule = (value: unknown, text: string) => boolean;

const always: FieldRule = () => true;
const isMessageId: FieldRule = (value) => typeof value === 'string' && MESSAGE_ID.test(value);
const isFlag: FieldRule = (value) => typeof value === 'boolean';
const isCount: FieldRule = (value) => typeof value === 'number';
const isTime: FieldRule = (value) =>
  typeof value === 'string' && value.length <= LONGEST_TIME && !Number.isNaN(Date.parse(value));
const areNames: FieldRule = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && NAME.test(name));
/** Ids as a client sends them, or the users they name as the server gives them. */
const areUsers: FieldRule = (value) =>
  Array.isArray(value) && value.every((user) => (typeof user === 'string' ? NAME.test(user) : true));
/** Stream renders `text` to `html` itself; the same ciphertext in a paragraph is no news. */
const isTextAsHtml: FieldRule = (value, text) => typeof value === 'string' && textOfHtml(value) === text;

/**
 * What may stand beside the ciphertext (message fields: stream.md sections 6 and 7). `always` marks the fields the server
 * fills itself: a client's value for them is not stored. `type` and `text` are judged by the policy.
 */
const FIELD_RULES: Record<string, FieldRule> = {
  type: always,
  text: always,
  cid: always,
  user: always,
  member: always,
  channel_role: always,
  quoted_message: always,
  pinned_by: always,
  thread_participants: always,
  reaction_counts: always,
  reaction_scores: always,
  reaction_groups: always,
  latest_reactions: always,
  own_reactions: always,
  id: isMessageId,
  parent_id: isMessageId,
  quoted_message_id: isMessageId,
  mentioned_users: areUsers,
  mentioned_group_ids: areNames,
  mentioned_roles: areNames,
  restricted_visibility: areNames,
  silent: isFlag,
  shadowed: isFlag,
  pinned: isFlag,
  show_in_channel: isFlag,
  mentioned_channel: isFlag,
  mentioned_here: isFlag,
  before_message_send_failed: isFlag,
  reply_count: isCount,
  deleted_reply_count: isCount,
  created_at: isTime,
  updated_at: isTime,
  pinned_at: isTime,
  pin_expires: isTime,
  message_text_updated_at: isTime,
  html: isTextAsHtml,
};

/**
 * True when nothing but the ciphertext `text` says anything: every field is on the allow-list and of the form expected
 * there, or empty. No attachments, polls, places, commands, translations or fields of somebody's own.
 */
export const hasOnlyHarmlessFields = (message: Record<string, unknown>, text: string): boolean =>
  Object.entries(message).every(([name, value]) => isEmpty(value) || allows(name, value, text));

const allows = (name: string, value: unknown, text: string): boolean =>
  Object.hasOwn(FIELD_RULES, name) && FIELD_RULES[name]?.(value, text) === true;

/** Stream fills in fields a client never set (`i18n: {}`, `poll_id: ""`); those say nothing, whatever their name. */
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);

const textOfHtml = (html: string): string =>
  html
    .replace(/^<p>/, '')
    .replace(/<\/p>\n?$/, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"');
