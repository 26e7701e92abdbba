import { restoreType, typeBefore, typeChanges } from './encrypted-type.ts';
import { SERVICE_USER_ID } from './service-user.ts';
import type { Settings, SettingsBefore } from './settings-before.ts';
import type { StreamAdmin } from './stream-admin.ts';
import { differing, restoring, valuesOf } from './stream-differences.ts';
import {
  type Queue,
  streamAppSettings,
  streamEventHook,
  withEventHook,
  withoutEventHook,
} from './stream-settings.ts';

/** An ordinary user: a role with more rights would be one more way to change what is in a channel. */
const serviceUser = { id: SERVICE_USER_ID, name: 'Sealed Stream', role: 'user' };

export type StreamConfiguration = {
  /** Our `POST /webhooks/stream`: where Stream asks before it stores a message. */
  hookUrl: string;
  queue: Queue;
  encryptedChannelTypes: readonly string[];
};

export type ConfigureStreamDeps = { admin: StreamAdmin; before: SettingsBefore };

/** What was changed at Stream: `app`, `user`, `type/<name>`. */
export type Changed = string[];

/**
 * Sets a team's Stream app up for end-to-end encryption: hooks, the user that channels are created by, and the encrypted
 * channel types with every feature off that leaks or breaks (stream.md section 10.2) and no way to change a channel but
 * ours. Types that are encrypted no more become what they were. What there was is kept before it is changed. Doing it again
 * changes nothing; other hooks of the team stay. Throws `StreamSetupError`; then it may be done in part: do it again.
 */
export const configureStream = async (
  deps: ConfigureStreamDeps,
  configuration: StreamConfiguration,
): Promise<Changed> => {
  const { encryptedChannelTypes } = configuration;
  const changed = await restoreTypes(deps, encryptedChannelTypes);
  if (await configureApp(deps, configuration)) changed.push('app');
  if (await configureUser(deps)) changed.push('user');
  for (const name of encryptedChannelTypes) if (await configureType(deps, name)) changed.push(`type/${name}`);
  return changed;
};

/**
 * Puts back what was set before us, where it still is as we set it, and takes our event hook out. The service user stays:
 * it made the channels. A repeat, or a call before anything was set up, does nothing and asks Stream nothing.
 */
export const restoreStream = async (
  deps: ConfigureStreamDeps,
  configuration: StreamConfiguration,
): Promise<Changed> => {
  const kept = (await deps.before.list()).find(({ of }) => of === 'app');
  const changed = await restoreTypes(deps, []);
  if (!kept) return changed;
  if (await restoreApp(deps.admin, configuration, kept.settings)) changed.push('app');
  await deps.before.forget('app');
  return changed;
};

const configureApp = async (
  { admin, before }: ConfigureStreamDeps,
  { hookUrl, queue }: StreamConfiguration,
): Promise<boolean> => {
  const app = await admin.readApp();
  const settings = streamAppSettings(hookUrl);
  await before.keep({ of: 'app', existed: true, settings: valuesOf(app, settings) });
  const event_hooks = withEventHook(app.event_hooks ?? [], streamEventHook(queue));
  return updateApp(admin, differing(app, { ...settings, event_hooks }));
};

const restoreApp = async (
  admin: StreamAdmin,
  { hookUrl, queue }: StreamConfiguration,
  kept: Settings,
): Promise<boolean> => {
  const app = await admin.readApp();
  const event_hooks = withoutEventHook(app.event_hooks ?? [], streamEventHook(queue));
  return updateApp(admin, {
    ...restoring(app, streamAppSettings(hookUrl), kept),
    ...differing(app, { event_hooks }),
  });
};

const updateApp = async (admin: StreamAdmin, changes: Settings): Promise<boolean> => {
  if (Object.keys(changes).length === 0) return false;
  await admin.updateApp(changes);
  return true;
};

const configureUser = async ({ admin }: ConfigureStreamDeps): Promise<boolean> => {
  if (await admin.hasUser(serviceUser.id)) return false;
  await admin.upsertUser(serviceUser);
  return true;
};

const configureType = async ({ admin, before }: ConfigureStreamDeps, name: string): Promise<boolean> => {
  const found = (await admin.readTypes())[name];
  await before.keep(typeBefore(name, found));
  const changes = typeChanges(found ?? (await admin.createType(name)));
  if (Object.keys(changes).length === 0) return false;
  await admin.updateType(name, changes);
  return true;
};

const restoreTypes = async (
  { admin, before }: ConfigureStreamDeps,
  encryptedChannelTypes: readonly string[],
): Promise<Changed> => {
  const changed: Changed = [];
  for (const kept of await before.list()) {
    if (kept.of === 'app' || encryptedChannelTypes.includes(kept.of.slice('type/'.length))) continue;
    if (await restoreType(admin, kept)) changed.push(kept.of);
    await before.forget(kept.of);
  }
  return changed;
};
