import * as z from 'zod';
import { type ApiRequest, demandServer, parse } from './api-request.ts';
import { eventHookSchema } from './event-hook-settings.ts';
import type { Custom } from './stored.ts';
import type { World } from './world.ts';

/**
 * App settings (stream.md section 6).
 *
 * Left out: everything a setting would switch on that is not an emulator's resource (push providers, moderation,
 * multi-tenancy, CDN): such settings are stored and returned, nothing more.
 */
const uploadConfig = z.looseObject({
  allowed_file_extensions: z.array(z.string()).optional(),
  blocked_file_extensions: z.array(z.string()).optional(),
  allowed_mime_types: z.array(z.string()).optional(),
  blocked_mime_types: z.array(z.string()).optional(),
  size_limit: z.int().min(0).optional(),
});

const hookUrl = z.union([z.url(), z.literal('')]);

const appPatch = z.looseObject({
  before_message_send_hook_url: hookUrl.nullable().optional(),
  before_message_send_hook_attempt_timeout_ms: z.int().min(0).max(5000).optional(),
  enable_hook_payload_compression: z.boolean().optional(),
  event_hooks: z.array(eventHookSchema).optional(),
  file_upload_config: uploadConfig.optional(),
  image_upload_config: uploadConfig.optional(),
  grants: z.record(z.string(), z.array(z.string())).nullable().optional(),
  revoke_tokens_issued_before: z.iso.datetime({ offset: true }).nullable().optional(),
});

const openUploads = {
  allowed_file_extensions: [],
  blocked_file_extensions: [],
  allowed_mime_types: [],
  blocked_mime_types: [],
  size_limit: 100 * 1024 * 1024,
};

export const newAppSettings = (): Custom => ({
  name: 'local',
  organization: 'local',
  placement: 'local',
  permission_version: 'v2',
  disable_auth_checks: false,
  disable_permissions_checks: false,
  auto_translation_enabled: false,
  async_url_enrich_enabled: false,
  before_message_send_hook_url: '',
  before_message_send_hook_attempt_timeout_ms: 0,
  enable_hook_payload_compression: false,
  event_hooks: [],
  file_upload_config: openUploads,
  image_upload_config: openUploads,
});

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

/** A server sees all settings, a user the few its SDK needs. */
export const getApp = (world: World, { caller }: ApiRequest) => {
  const entries = Object.entries(appSettings(world));
  const shown = caller.kind === 'server' ? entries : entries.filter(([key]) => publicSettings.includes(key));
  return { app: { id: 1, ...Object.fromEntries(shown) } };
};

/** Sets what is sent; arrays (`event_hooks` too) and upload configs are replaced whole. Server only. */
export const updateApp = (world: World, request: ApiRequest) => {
  demandServer(request);
  const patch = parse(appPatch, request.body);
  world.lag.changing('app', world.state.app);
  Object.assign(world.state.app, patch);
  return {};
};
