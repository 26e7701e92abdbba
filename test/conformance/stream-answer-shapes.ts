/**
 * What answers of Stream's must hold, as facts: names of fields only [pub: GetStream/protocol v236, `required` of each schema].
 * `custom` is not among them: v1 puts custom data flat beside the rest (`local/stream/v1/custom-fields.ts`).
 */
export type Shape = {
  required: readonly string[];
  /** Shapes of what stands inside: one, a list of them, or a map of them. */
  inside?: Readonly<Record<string, ShapeName>>;
};
export type ShapeName = keyof typeof shapes;

const words = (text: string): string[] => text.trim().split(/\s+/);

const user = words('id language role teams created_at updated_at banned online blocked_user_ids');
const config =
  words(`created_at updated_at name typing_events read_events connect_events delivery_events search reactions
  replies quotes mutes uploads url_enrichment custom_events push_notifications reminders mark_messages_pending polls
  user_message_reminders shared_locations count_messages message_retention max_message_length automod automod_behavior
  skip_last_msg_update_for_system_msgs commands`);
const message =
  words(`id text html type user attachments latest_reactions own_reactions reaction_counts reaction_scores
  reply_count deleted_reply_count cid created_at updated_at shadowed mentioned_users mentioned_channel mentioned_here silent
  pinned restricted_visibility`);
const inMessage = {
  user: 'user',
  mentioned_users: 'user',
  pinned_by: 'user',
  thread_participants: 'user',
  latest_reactions: 'reaction',
  own_reactions: 'reaction',
  reaction_groups: 'reactionGroup',
  quoted_message: 'message',
  member: 'author',
} as const;

export const shapes = {
  user: { required: user },
  fullUser: {
    required: [
      ...user,
      ...words(`shadow_banned invisible devices mutes channel_mutes unread_count total_unread_count unread_channels
        unread_threads`),
    ],
  },
  ownUser: {
    required: [
      ...user,
      ...words(
        'invisible devices mutes channel_mutes unread_count total_unread_count unread_channels unread_threads',
      ),
    ],
    inside: { mutes: 'userMute', channel_mutes: 'channelMute' },
  },
  member: {
    required: words('created_at updated_at banned shadow_banned channel_role notifications_muted'),
    inside: { user: 'user' },
  },
  author: { required: words('channel_role notifications_muted') },
  channel: {
    required: words('id type cid created_at updated_at frozen disabled'),
    inside: { created_by: 'user', members: 'member', config: 'config' },
  },
  config: { required: config },
  type: { required: [...config, 'permissions', 'grants'] },
  pushProvider: { required: words('name type created_at updated_at') },
  pushTemplate: {
    required: words('push_provider_internal_id enable_push event_type created_at updated_at'),
  },
  message: { required: message, inside: inMessage },
  messageWithChannel: { required: [...message, 'channel'], inside: { ...inMessage, channel: 'channel' } },
  found: { required: ['message'], inside: { message: 'messageWithChannel' } },
  reaction: {
    required: words('message_id user_id user type score created_at updated_at'),
    inside: { user: 'user' },
  },
  reactionGroup: {
    required: words('count sum_scores first_reaction_at last_reaction_at latest_reactions_by'),
  },
  read: { required: words('user last_read unread_messages'), inside: { user: 'user' } },
  state: {
    required: words('messages pinned_messages members threads'),
    inside: {
      channel: 'channel',
      messages: 'message',
      pinned_messages: 'message',
      members: 'member',
      membership: 'member',
      read: 'read',
      watchers: 'user',
    },
  },
  event: {
    required: words('type cid channel_id channel_type created_at'),
    inside: { user: 'user', channel: 'channel' },
  },
  userMute: { required: words('created_at updated_at'), inside: { user: 'user', target: 'user' } },
  channelMute: { required: words('created_at updated_at'), inside: { user: 'user', channel: 'channel' } },
  app: {
    required:
      words(`id name organization placement push_notifications webhook_url moderation_webhook_url channel_configs
      call_types policies suspended suspended_explanation disable_auth_checks disable_permissions_checks permission_version
      user_search_disallowed_roles multi_tenant_enabled allow_multi_user_devices image_moderation_enabled
      async_url_enrich_enabled auto_translation_enabled custom_action_handler_url enforce_unique_usernames sqs_url sqs_key
      sqs_secret sns_topic_arn sns_key sns_secret file_upload_config image_upload_config grants campaign_enabled webhook_events
      reminders_interval cdn_expiration_seconds moderation_enabled moderation_multitenant_blocklist_enabled
      guest_user_creation_disabled event_hooks use_hook_v2 user_response_time_enabled moderation_llm_configurability_enabled
      max_aggregated_activities_length feed_audit_logs_enabled moderation_video_call_moderation_enabled
      moderation_audio_call_moderation_enabled member_custom_on_messages_enabled`),
    inside: { channel_configs: 'config' },
  },
  appOfUser: {
    required: words(`id name placement async_url_enrich_enabled auto_translation_enabled file_upload_config
      image_upload_config`),
  },
  error: { required: words('code message StatusCode duration more_info details') },
} as const satisfies Record<
  string,
  { required: readonly string[]; inside?: Readonly<Record<string, string>> }
>;

/** What is missing in an answer, or is null, by its place in it. */
export const faultsIn = (value: unknown, name: ShapeName, at: string = name): string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => faultsIn(one, name, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  const { required, inside = {} }: Shape = shapes[name];
  const fields = value as Record<string, unknown>;
  return [
    ...required.filter((field) => !(field in fields)).map((field) => `${at}.${field} is missing`),
    ...Object.keys(fields).flatMap((field) => (fields[field] === null ? [`${at}.${field} is null`] : [])),
    ...Object.entries(inside).flatMap(([field, shape]) =>
      fields[field] === undefined || fields[field] === null
        ? []
        : faultsInside(fields[field], shape, `${at}.${field}`),
    ),
  ];
};

const maps = new Set<ShapeName>(['reactionGroup']);

const faultsInside = (value: unknown, name: ShapeName, at: string): string[] => {
  const isMap = maps.has(name) || at.endsWith('.channel_configs');
  if (isMap) return Object.values(value as object).flatMap((one) => faultsIn(one, name, `${at}.*`));
  return faultsIn(value, name, at);
};
