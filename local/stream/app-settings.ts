import * as z from 'zod';
import { type ApiRequest, demandServer, maybe, parse } from './api-request.ts';
import { typeConfigs } from './channel-types.ts';
import { eventHookSchema } from './event-hook-settings.ts';
import { appGrants } from './grants.ts';
import type { Custom } from './stored.ts';
import type { World } from './world.ts';

/**
 * App settings (stream.md section 6).
 *
 * Left out: everything a setting would switch on that is not an emulator's resource (push providers without a name, moderation,
 * multi-tenancy): such settings are stored and returned, nothing more.
 */
const uploadConfig = z.looseObject({
  allowed_file_extensions: z.array(z.string()).optional(),
  blocked_file_extensions: z.array(z.string()).optional(),
  allowed_mime_types: z.array(z.string()).optional(),
  blocked_mime_types: z.array(z.string()).optional(),
  size_limit: z.int().min(0).optional(),
});

/** How long addresses of uploads are good: from four hours to 14 days [pub: GetStream/protocol v236, UpdateAppRequest]. */
const MIN_CDN_SECONDS = 4 * 60 * 60;
export const MAX_CDN_SECONDS = 14 * 24 * 60 * 60;

const hookUrl = z.union([z.url(), z.literal('')]);

const appPatch = z.looseObject({
  before_message_send_hook_url: hookUrl.nullable().optional(),
  before_message_send_hook_attempt_timeout_ms: z.int().min(0).max(5000).optional(),
  enable_hook_payload_compression: z.boolean().optional(),
  event_hooks: maybe(z.array(eventHookSchema)),
  cdn_expiration_seconds: z.int().min(MIN_CDN_SECONDS).max(MAX_CDN_SECONDS).optional(),
  file_upload_config: uploadConfig.optional(),
  image_upload_config: uploadConfig.optional(),
  grants: z.record(z.string(), z.array(z.string())).nullable().optional(),
  revoke_tokens_issued_before: z.iso.datetime({ offset: true }).nullable().optional(),
  push_config: z
    .looseObject({ version: z.enum(['v1', 'v2', 'v3']), offline_only: z.boolean().optional() })
    .optional(),
});

const pushProvider = { enabled: false };

const openUploads = {
  allowed_file_extensions: [],
  blocked_file_extensions: [],
  allowed_mime_types: [],
  blocked_mime_types: [],
  size_limit: 100 * 1024 * 1024,
};

/** A new app's settings: every field that Stream promises to give [pub: GetStream/protocol v236, AppResponseFields], switched off. */
export const newAppSettings = (): Custom => ({
  name: 'local',
  organization: 'local',
  placement: 'local',
  permission_version: 'v2',
  disable_auth_checks: false,
  disable_permissions_checks: false,
  suspended: false,
  suspended_explanation: '',
  multi_tenant_enabled: false,
  allow_multi_user_devices: false,
  guest_user_creation_disabled: false,
  user_search_disallowed_roles: [],
  enforce_unique_usernames: 'no',
  auto_translation_enabled: false,
  async_url_enrich_enabled: false,
  image_moderation_enabled: false,
  moderation_enabled: false,
  moderation_multitenant_blocklist_enabled: false,
  moderation_llm_configurability_enabled: false,
  moderation_audio_call_moderation_enabled: false,
  moderation_video_call_moderation_enabled: false,
  moderation_webhook_url: '',
  campaign_enabled: false,
  user_response_time_enabled: false,
  feed_audit_logs_enabled: false,
  member_custom_on_messages_enabled: false,
  max_aggregated_activities_length: 0,
  reminders_interval: 0,
  cdn_expiration_seconds: MAX_CDN_SECONDS,
  custom_action_handler_url: '',
  before_message_send_hook_url: '',
  before_message_send_hook_attempt_timeout_ms: 0,
  use_hook_v2: false,
  webhook_url: '',
  webhook_events: [],
  event_hooks: [],
  sqs_url: '',
  sqs_key: '',
  sqs_secret: '',
  sns_topic_arn: '',
  sns_key: '',
  sns_secret: '',
  push_notifications: {
    version: 'v2',
    offline_only: false,
    apn: { ...pushProvider, development: false },
    firebase: pushProvider,
    huawei: pushProvider,
    xiaomi: pushProvider,
  },
  file_upload_config: openUploads,
  image_upload_config: openUploads,
  policies: {},
  call_types: {},
});

/** What may be set and read besides: fields that are given only when they have a value. */
const optionalSettings = ['revoke_tokens_issued_before'];

/**
 * Settings that can be set and are never given back, such as `enable_hook_payload_compression` [pub: GetStream/protocol v236: it is in
 * UpdateAppRequest and not in AppResponseFields].
 */
const isGiven = (name: string): boolean => name in newAppSettings() || optionalSettings.includes(name);

/** [pub: GetStream/protocol v236, client-side file, AppResponseFields]. */
const publicSettings = [
  'name',
  'placement',
  'file_upload_config',
  'image_upload_config',
  'auto_translation_enabled',
  'async_url_enrich_enabled',
];

/** The settings that Stream's servers go by: those of before for a while after a change (`lag.ts`). */
export const appSettings = (world: World): Custom => world.lag.seen('app', world.state.app);

/** A server sees all settings that are given back, a user the few its SDK needs. */
export const getApp = (world: World, { caller }: ApiRequest) => {
  const app = appSettings(world);
  const isShown = (name: string) =>
    caller.kind === 'server' ? isGiven(name) : publicSettings.includes(name);
  const settings = Object.entries(app).filter(([name, value]) => isShown(name) && value !== null);
  return {
    app: {
      id: 1,
      ...Object.fromEntries(settings),
      ...(caller.kind === 'server' && {
        grants: { ...appGrants, ...(app.grants as object | null | undefined) },
        channel_configs: typeConfigs(world),
      }),
    },
  };
};

/** Sets what is sent; arrays (`event_hooks` too) and upload configs are replaced whole. Server only. */
export const updateApp = (world: World, request: ApiRequest) => {
  demandServer(request);
  const { push_config, ...sent } = parse(appPatch, request.body);
  world.lag.changing('app', world.state.app);
  Object.assign(
    world.state.app,
    Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
  );
  if (push_config)
    world.state.app.push_notifications = {
      ...(world.state.app.push_notifications as object),
      ...push_config,
    };
  return {};
};
