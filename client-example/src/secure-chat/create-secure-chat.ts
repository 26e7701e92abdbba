import type { StreamChat } from 'stream-chat';
import type { HistoryPolicy } from '../../../shared/contract/channel.ts';
import type { ErasureReceipt } from '../../../shared/contract/erasure.ts';
import { createChannelDoors } from './channel-doors.ts';
import { type ConnectionState, connectionStateOf, onConnectionChange } from './connection-state.ts';
import { createContacts } from './contacts.ts';
import { contactPins } from './contacts-pins.ts';
import { registeredHashes } from './contacts-registered.ts';
import { findPeople, type Person } from './conversations.ts';
import { createDecryptedCache } from './decrypted-cache.ts';
import { type DeviceStorage, storageFor } from './device-storage.ts';
import type { EncryptedChannel } from './encrypted-channel.ts';
import { type Rotation, USUAL_ROTATION } from './epochs/due.ts';
import { channelPins } from './epochs/pins.ts';
import { sealdSessions } from './epochs/seald-sessions.ts';
import { realTimer } from './epochs/watch-channel.ts';
import { eraseAccount } from './erase-account.ts';
import type { ReadingDeps } from './message-reader.ts';
import { createMessagingApi, type MessagingApi } from './messaging-api.ts';
import { createOnboarding, type Onboarding } from './onboarding.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { createOpenChannels } from './open-channels.ts';
import type { SafetyNumber } from './safety-number.ts';
import type { CreateSealdSdk, SealdSdk } from './seald-sdk.ts';
import { createStreamClient } from './stream-client.ts';
import { connectToStream } from './stream-connection.ts';
import { createSlices } from './ui-slices.ts';
import { createUnsentMessages } from './unsent-messages.ts';

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
  /** When a new encryption session is due though nobody has left: 10 000 messages and 30 days unless told. */
  rotation?: Rotation | undefined;
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
    /** What people added later may read; `fromNowOn` unless told. */
    history?: HistoryPolicy | undefined;
  }) => Promise<EncryptedChannel>;
  /** Opens a channel by `type:id`. Throws as `createChannel` does. */
  openChannel: (cid: string) => Promise<EncryptedChannel>;
  /** Chat users whose name contains this, without oneself; none for an empty name. The name goes to Stream in the clear. */
  findPeople: (name: string) => Promise<Person[]>;
  /**
   * Opens a conversation with these chat users in the first encrypted channel type: with one person the channel that
   * the two have already, else a new one with this history policy. Throws as `createChannel` does.
   */
  startConversation: (
    userIds: string | readonly string[],
    options?: { history?: HistoryPolicy | undefined },
  ) => Promise<EncryptedChannel>;
  /** What two people compare to know that nobody is between them. Throws as `Contacts.safetyNumber` does. */
  safetyNumber: (userId: string) => Promise<SafetyNumber>;
  connectionState: () => ConnectionState;
  /** Calls the listener when the state changes, perhaps twice with the same; answers how to stop. */
  onConnectionChange: (listener: (state: ConnectionState) => void) => () => void;
  /**
   * Disconnects and wipes what this device keeps of this user: identity, pinned encryption sessions, progress of the
   * set-up, decrypted messages. Not to be used afterwards: make a new one. Works without a network.
   */
  signOut: () => Promise<void>;
  /**
   * Erases the user for good, at the backend and at Stream, then leaves nothing on this device, as `signOut`. What others
   * have received stays with them. A repeat goes on after a failure. Throws `MessagingApiError`, and `SecureChatError`
   * `ERASURE_UNFINISHED` while it takes longer; the device is cleared only once all is done.
   */
  eraseAccount: () => Promise<ErasureReceipt>;
  /** Ends the connection and closes the identity; this object is done then. What is stored on the device stays. */
  close: () => Promise<void>;
};

/** The whole client core for one signed-in user on one device. Nothing is called before the first method is. */
export const createSecureChat = (config: SecureChatConfig): SecureChat => {
  const { apiUrl, accessToken, storage, sealdIdPrefix, encryptedChannelTypes } = config;
  const fetchFunction = config.fetch ?? fetch;
  const isDeviceOnline = config.isDeviceOnline ?? (() => true);
  const api = createMessagingApi({ apiUrl, accessToken, fetch: fetchFunction });
  const onboarding = createOnboardingFor(config, api);
  const channels = createOpenChannels();
  const stream = createStreamClient(config, channels.has);
  const connect = once(() => connectToStream(stream, api, config.userName));
  const reading = createReading(config);
  const rotation = config.rotation ?? USUAL_ROTATION;
  const contacts = once(async () => {
    const sdk = onboarding.readySdk();
    const userId = await connect();
    const pins = contactPins(storageFor(storage, userId));
    return createContacts({
      sdk,
      userId,
      sealdIdPrefix,
      pins,
      registered: registeredHashes(api.sigchainHash),
    });
  });
  const channelDeps = async () => {
    const sdk = onboarding.readySdk();
    const userId = await connect();
    const known = await contacts();
    const seald = sealdSessions({ sdk, contacts: known });
    const pins = channelPins(storageFor(storage, userId));
    const [now, newId] = [nowOf(config), newIdOf(config)];
    const surroundings = { timer: realTimer, now, newId, fetch: fetchFunction };
    return { ...surroundings, api, seald, contacts: known, pins, rotation, userId, reading };
  };
  const wipeMemory = async () => {
    reading.cache.clear();
    reading.unsent.clear();
    channels.clear();
  };
  const disconnect = () => stream.disconnectUser();
  const closeChannels = async () => channels.close();
  // What is on the disk goes first: the page may be closed at any moment. Open channels would write there again.
  const signOut = () =>
    allInTurn([closeChannels, onboarding.wipe, () => storage.clear(), disconnect, wipeMemory]);
  return {
    api,
    onboarding,
    stream,
    connect,
    ...createChannelDoors({ stream, channels, encryptedChannelTypes, channelDeps }),
    findPeople: async (name) => {
      await connect();
      return findPeople(stream, name);
    },
    safetyNumber: async (userId) => (await contacts()).safetyNumber(userId),
    connectionState: () => connectionStateOf(stream, isDeviceOnline),
    onConnectionChange: (listener) => onConnectionChange(stream, isDeviceOnline, listener),
    signOut,
    eraseAccount: () => eraseAccount({ api, signOut, pause }),
    close: () => allInTurn([disconnect, wipeMemory, onboarding.close]),
  };
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
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

const createReading = ({ yieldToUi }: SecureChatConfig): ReadingDeps => ({
  cache: createDecryptedCache(),
  unsent: createUnsentMessages(),
  runInSlices: createSlices(yieldToUi),
});

/** Takes every step, whether or not those before it failed; throws the first failure at the end. */
const allInTurn = async (steps: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};
