import { type Channel, StreamChat } from 'stream-chat';
import { announcedSession } from './channel-data.ts';
import { createChannelWithSession } from './channel-session.ts';
import { type ConnectionState, connectionStateOf, onConnectionChange } from './connection-state.ts';
import { findPair, findPeople, type Person } from './conversations.ts';
import { createDecryptedCache } from './decrypted-cache.ts';
import { type DeviceStorage, storageFor } from './device-storage.ts';
import { installEgressGuard } from './egress-guard.ts';
import { type ChannelDeps, type EncryptedChannel, openEncryptedChannel } from './encrypted-channel.ts';
import { SecureChatError } from './errors.ts';
import type { ReadingDeps } from './message-reader.ts';
import { createMessagingApi, type MessagingApi } from './messaging-api.ts';
import { createOnboarding, type Onboarding } from './onboarding.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { createOpenChannels } from './open-channels.ts';
import { pinnedSessions } from './pinned-sessions.ts';
import type { CreateSealdSdk, SealdSdk } from './seald-sdk.ts';
import { connectToStream } from './stream-connection.ts';
import { createSlices } from './ui-slices.ts';
import { createUnsentMessages } from './unsent-messages.ts';

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
  /** Under which others find and see the user; Stream keeps it in the clear. The name Stream has already unless told. */
  userName?: string | undefined;
  /** Token of the team's identity provider, asked for before each call. */
  accessToken: () => Promise<string>;
  /** Memory of this device for the signed-in user. */
  storage: DeviceStorage;
  /** `createSealdSdk(...)`, or another maker where the packages are loaded differently. */
  createSealdSdk: CreateSealdSdk;
  fetch?: typeof fetch | undefined;
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
  /** Lets the user interface have its turn between two messages; one turn of the event loop unless told. */
  yieldToUi?: (() => Promise<void>) | undefined;
  /** Whether the device has a network: `() => navigator.onLine` in a browser. Taken to have one unless told. */
  isDeviceOnline?: (() => boolean) | undefined;
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
  /** Chat users whose name contains this, without oneself; none for an empty name. The name goes to Stream in the clear. */
  findPeople: (name: string) => Promise<Person[]>;
  /**
   * Opens a conversation with these chat users in the first encrypted channel type: with one person the channel that
   * the two have already, else a new one. Throws as `createChannel` does.
   */
  startConversation: (userIds: string | readonly string[]) => Promise<EncryptedChannel>;
  connectionState: () => ConnectionState;
  /** Calls the listener when the state changes; answers how to stop. */
  onConnectionChange: (listener: (state: ConnectionState) => void) => () => void;
  /**
   * Disconnects and wipes what this device keeps of this user: identity, pinned encryption sessions, progress of the
   * set-up, decrypted messages. Not to be used afterwards: make a new one. Works without a network.
   */
  signOut: () => Promise<void>;
  /** Ends the connection and closes the identity; this object is done then. What is stored on the device stays. */
  close: () => Promise<void>;
};

/** The whole client core for one signed-in user on one device. Nothing is called before the first method is. */
export const createSecureChat = (config: SecureChatConfig): SecureChat => {
  const { apiUrl, accessToken, storage, sealdIdPrefix } = config;
  const { encryptedChannelTypes } = config;
  const now = nowOf(config);
  const newId = newIdOf(config);
  const isDeviceOnline = config.isDeviceOnline ?? (() => true);
  const fetchFunction = config.fetch ?? fetch;
  const api = createMessagingApi({ apiUrl, accessToken, fetch: fetchFunction });
  const onboarding = createOnboardingFor(config, api);
  const channels = createOpenChannels();
  const stream = createStreamClient(config, channels.has);
  const reading: ReadingDeps = {
    cache: createDecryptedCache(),
    unsent: createUnsentMessages(),
    runInSlices: createSlices(config.yieldToUi),
  };
  const connect = once(() => connectToStream(stream, api, config.userName));
  const channelDeps = async (): Promise<ChannelDeps> => {
    const sdk = onboarding.readySdk();
    const userId = await connect();
    const pins = pinnedSessions(storageFor(storage, userId));
    return { sdk, pins, userId, sealdIdPrefix, now, newId, fetch: fetchFunction, reading };
  };
  const open = (deps: ChannelDeps, channel: Channel): Promise<EncryptedChannel> =>
    channels.open(channel, () => openEncryptedChannel(deps, channel));
  const createChannel: SecureChat['createChannel'] = async (wanted) => {
    const deps = await channelDeps();
    return open(deps, await createChannelWithSession(deps, stream, wanted));
  };
  const openChannel: SecureChat['openChannel'] = async (cid) => {
    const deps = await channelDeps();
    const [type = '', id = ''] = splitCid(cid);
    return open(deps, stream.channel(type, id));
  };
  const wipeMemory = () => {
    reading.cache.clear();
    reading.unsent.clear();
    channels.clear();
  };
  return {
    api,
    onboarding,
    stream,
    connect,
    createChannel,
    openChannel,
    findPeople: async (name) => {
      await connect();
      return findPeople(stream, name);
    },
    startConversation: async (userIds) => {
      const [type] = encryptedChannelTypes;
      if (!type) throw new SecureChatError('WRONG_CONFIGURATION');
      const self = await connect();
      const others = [...new Set([userIds].flat())].filter((id) => id !== self);
      const [only] = others;
      const cid = only && others.length === 1 ? await findPair(stream, type, [self, only]) : null;
      return cid ? openChannel(cid) : createChannel({ type, id: newId(), members: others });
    },
    connectionState: () => connectionStateOf(stream, isDeviceOnline),
    onConnectionChange: (listener) => onConnectionChange(stream, isDeviceOnline, listener),
    // What is on the disk goes first: the page may be closed at any moment.
    signOut: () =>
      allInTurn([
        onboarding.wipe,
        () => storage.clear(),
        () => stream.disconnectUser(),
        async () => wipeMemory(),
      ]),
    close: async () => {
      wipeMemory();
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
  isOpen: (cid: string) => boolean,
): StreamChat => {
  const client = new StreamChat(streamApiKey, {
    timeout: STREAM_TIMEOUT_MS,
    allowServerSideConnect: true,
    ...(streamUrl && { baseURL: streamUrl }),
  });
  installEgressGuard(client, (cid) => {
    if (cid === undefined) return true;
    const [type = ''] = splitCid(cid);
    return isOpen(cid) || encryptedChannelTypes.includes(type) || hasSession(client, cid);
  });
  return client;
};

const hasSession = (client: StreamChat, cid: string): boolean =>
  announcedSession(client.activeChannels[cid]?.data) !== undefined;

/** Takes every step, whether or not those before it failed; throws the first failure at the end. */
const allInTurn = async (steps: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};

const splitCid = (cid: string): string[] => {
  const colon = cid.indexOf(':');
  return [cid.slice(0, colon), cid.slice(colon + 1)];
};
