import { type EventHook, StreamChat } from 'stream-chat';
import {
  encryptedChannelGrants,
  encryptedChannelTypeSettings,
  type Queue,
  streamAppSettings,
  streamEventHook,
  withEventHook,
} from '../../shared/domain/stream-settings.ts';

export type StreamConfiguration = {
  stream: { url: string; apiKey: string; apiSecret: string };
  /** Where Stream asks before it stores a message. */
  hookUrl: string;
  queue: Queue;
  encryptedChannelTypes: string[];
};

/** Sets the Stream app up by calls to its API with a server token, as a team would. Doing it again changes nothing. */
export const configureStream = async (configuration: StreamConfiguration): Promise<void> => {
  const { url, apiKey, apiSecret } = configuration.stream;
  const client = new StreamChat(apiKey, apiSecret, { baseURL: url });
  await setApp(client, configuration);
  for (const type of configuration.encryptedChannelTypes) await setEncryptedType(client, type);
};

const setApp = async (client: StreamChat, { hookUrl, queue }: StreamConfiguration): Promise<void> => {
  const { app } = await client.getAppSettings();
  const hooks = withEventHook<EventHook, EventHook>(app?.event_hooks ?? [], streamEventHook(queue));
  const settings = { ...streamAppSettings(hookUrl), event_hooks: hooks };
  await client.updateAppSettings(settings);
};

const setEncryptedType = async (client: StreamChat, name: string): Promise<void> => {
  const { channel_types } = await client.listChannelTypes();
  const { grants = {} } = channel_types[name] ?? (await client.createChannelType({ name }));
  await client.updateChannelType(name, {
    ...encryptedChannelTypeSettings,
    grants: encryptedChannelGrants(grants),
  });
};
