import { SERVICE_USER_ID } from './service-user.ts';
import {
  encryptedChannelGrants,
  encryptedChannelTypeSettings,
  type Queue,
  streamAppSettings,
  streamEventHook,
  withEventHook,
} from './stream-settings.ts';

type EventHooks = { hook_type?: 'webhook' | 'sqs' | 'sns' | 'pending_message'; sqs_queue_url?: string }[];
type Grants = { grants?: Record<string, string[]> };

/** What is asked of Stream's API with a server token; the vendor's server client has these methods. */
export type StreamAdmin = {
  getAppSettings: () => Promise<{ app?: { event_hooks?: EventHooks } }>;
  updateAppSettings: (
    settings: ReturnType<typeof streamAppSettings> & { event_hooks: EventHooks },
  ) => Promise<unknown>;
  upsertUser: (user: { id: string; name: string; role: string }) => Promise<unknown>;
  listChannelTypes: () => Promise<{ channel_types: Record<string, Grants> }>;
  createChannelType: (type: { name: string }) => Promise<Grants>;
  updateChannelType: (
    name: string,
    settings: typeof encryptedChannelTypeSettings & Grants,
  ) => Promise<unknown>;
};

/** An ordinary user: a role with more rights would be one more way to change what is in a channel. */
const serviceUser = { id: SERVICE_USER_ID, name: 'Sealed Stream', role: 'user' };

export type StreamConfiguration = {
  /** Our `POST /webhooks/stream`: where Stream asks before it stores a message. */
  hookUrl: string;
  queue: Queue;
  encryptedChannelTypes: readonly string[];
};

/**
 * Sets a team's Stream app up for end-to-end encryption: hooks, the user that channels are created by, and the encrypted
 * channel types with every feature off that leaks or breaks (stream.md section 10.2) and no way to change a channel but ours. The one place for it, used by the local stack and by a deployment. Doing it again
 * changes nothing; other hooks of the team stay. Throws what Stream's client throws; then it may be done in part: do it again.
 */
export const configureStream = async (
  admin: StreamAdmin,
  { hookUrl, queue, encryptedChannelTypes }: StreamConfiguration,
): Promise<void> => {
  const { app } = await admin.getAppSettings();
  const event_hooks = withEventHook(app?.event_hooks ?? [], streamEventHook(queue));
  await admin.updateAppSettings({ ...streamAppSettings(hookUrl), event_hooks });
  await admin.upsertUser(serviceUser);
  for (const name of encryptedChannelTypes) await configureType(admin, name);
};

const configureType = async (admin: StreamAdmin, name: string): Promise<void> => {
  const { channel_types } = await admin.listChannelTypes();
  const { grants = {} } = channel_types[name] ?? (await admin.createChannelType({ name }));
  await admin.updateChannelType(name, {
    ...encryptedChannelTypeSettings,
    grants: encryptedChannelGrants(grants),
  });
};
