import { type Channel, StreamChat } from 'stream-chat';
import { announcedSession } from './channel-data.ts';
import { createChannelWithSession } from './channel-session.ts';
import { type DeviceStorage, storageFor } from './device-storage.ts';
import { installEgressGuard } from './egress-guard.ts';
import { type ChannelDeps, type EncryptedChannel, openEncryptedChannel } from './encrypted-channel.ts';
import { createMessagingApi, type MessagingApi } from './messaging-api.ts';
import { createOnboarding, type Onboarding } from './onboarding.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { pinnedSessions } from './pinned-sessions.ts';
import type { CreateSealdSdk, SealdSdk } from './seald-sdk.ts';
import { connectToStream } from './stream-connection.ts';

/** A message waits for the hook, up to 2 s (stream.md section 9.2); stream-chat's own 3 s leave no room for the rest. */
const STREAM_TIMEOUT_MS = 10_000;

export type SecureChatConfig = {
  apiUrl: string;
  streamApiKey: string;
  /** Stream's own address unless told. */
  streamUrl?: string | undefined;
  /** Stage's prefix of user ids at Seald. */
  sealdIdPrefix: string;
  /** Channel types in which nothing may leave in the clear. */
  encryptedChannelTypes: readonly string[];
  /** Token of the team's identity provider, asked for before each call. */
  accessToken: () => Promise<string>;
  /** Memory of this device for the signed-in user. */
  storage: DeviceStorage;
  /** `createSealdSdk(...)`, or another maker where the packages are loaded differently. */
  createSealdSdk: CreateSealdSdk;
  fetch?: typeof fetch | undefined;
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
  now?: (() => Date) | undefined;
  newId?: (() => string) | undefined;
};

export type SecureChat = {
  api: MessagingApi;
  onboarding: Pick<Onboarding, 'resume' | 'begin' | 'finish'>;
  /** For stream-chat's own UI and events; words still go through `openChannel` only. */
  stream: StreamChat;
  /** Connects to Stream; answers the own chat user id. A repeat keeps the one connection. */
  connect: () => Promise<string>;
  /**
   * Makes an encrypted channel with these chat users and oneself and opens it; opens it when it is there already.
   * Throws `MembersNotEnrolledError`, `SecureChatError` and what Stream throws. Needs `connect` and a `ready` onboarding.
   */
  createChannel: (channel: {
    type: string;
    id: string;
    members: readonly string[];
  }) => Promise<EncryptedChannel>;
  /** Opens a channel by `type:id`. Throws as `createChannel` does. */
  openChannel: (cid: string) => Promise<EncryptedChannel>;
  /** Ends the connection and closes the identity; this object is done then. What is stored on the device stays. */
  close: () => Promise<void>;
};

/** The whole client core for one signed-in user on one device. Nothing is called before the first method is. */
export const createSecureChat = (config: SecureChatConfig): SecureChat => {
  const { apiUrl, accessToken, storage, sealdIdPrefix } = config;
  const api = createMessagingApi({ apiUrl, accessToken, fetch: config.fetch ?? fetch });
  const onboarding = createOnboardingFor(config, api);
  const opened = new Set<string>();
  const stream = createStreamClient(config, opened);
  const connect = once(() => connectToStream(stream, api));
  const channelDeps = async (): Promise<ChannelDeps> => {
    const sdk = onboarding.readySdk();
    const userId = await connect();
    const pins = pinnedSessions(storageFor(storage, userId));
    return { sdk, pins, userId, sealdIdPrefix, now: nowOf(config), newId: newIdOf(config) };
  };
  const open = (deps: ChannelDeps, channel: Channel): Promise<EncryptedChannel> => {
    opened.add(channel.cid);
    return openEncryptedChannel(deps, channel);
  };
  return {
    api,
    onboarding,
    stream,
    connect,
    createChannel: async (wanted) => {
      const deps = await channelDeps();
      return open(deps, await createChannelWithSession(deps, stream, wanted));
    },
    openChannel: async (cid) => {
      const [type = '', id = ''] = splitCid(cid);
      return open(await channelDeps(), stream.channel(type, id));
    },
    close: async () => {
      await stream.disconnectUser();
      await onboarding.close();
    },
  };
};

const nowOf = ({ now }: SecureChatConfig) => now ?? (() => new Date());
const newIdOf = ({ newId }: SecureChatConfig) => newId ?? (() => crypto.randomUUID());

const createOnboardingFor = (config: SecureChatConfig, api: MessagingApi): Onboarding => {
  const { createSealdSdk, sealdIdPrefix, preGenerateIdentityKeys, storage } = config;
  const now = () => nowOf(config)().getTime();
  const progress = onboardingProgress(storage, now);
  return createOnboarding({ api, createSealdSdk, sealdIdPrefix, preGenerateIdentityKeys, progress, now });
};

/** Shares one call among all who ask, and asks again only after a failure. */
const once = <Result>(work: () => Promise<Result>): (() => Promise<Result>) => {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
};

const createStreamClient = (
  { streamApiKey, streamUrl, encryptedChannelTypes }: SecureChatConfig,
  opened: ReadonlySet<string>,
): StreamChat => {
  const client = new StreamChat(streamApiKey, {
    timeout: STREAM_TIMEOUT_MS,
    allowServerSideConnect: true,
    ...(streamUrl && { baseURL: streamUrl }),
  });
  installEgressGuard(client, (cid) => {
    if (cid === undefined) return true;
    const [type = ''] = splitCid(cid);
    return opened.has(cid) || encryptedChannelTypes.includes(type) || hasSession(client, cid);
  });
  return client;
};

const hasSession = (client: StreamChat, cid: string): boolean =>
  announcedSession(client.activeChannels[cid]?.data) !== undefined;

const splitCid = (cid: string): string[] => {
  const colon = cid.indexOf(':');
  return [cid.slice(0, colon), cid.slice(colon + 1)];
};
