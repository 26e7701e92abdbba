import { eraseAccount } from './api/erase-account.ts';
import { createMessagingApi, type MessagingApi } from './api/messaging-api.ts';
import { createChannelDoors } from './channels/channel-doors.ts';
import { createOpenChannels } from './channels/open-channels.ts';
import { contactPins } from './contacts/contact-pins.ts';
import { registeredHashes } from './contacts/contact-registered.ts';
import { createContacts } from './contacts/contacts.ts';
import { USUAL_ROTATION } from './epochs/due.ts';
import { channelPins } from './epochs/pin.ts';
import { sealdSessions } from './epochs/seald-sessions.ts';
import { createOnboarding, type Onboarding } from './identity/onboarding.ts';
import { onboardingProgress } from './identity/onboarding-progress.ts';
import { createDecryptedCache } from './messages/decrypted-cache.ts';
import type { ReadingDeps } from './messages/message-reader.ts';
import { createUnsentMessages } from './messages/unsent-messages.ts';
import { storageFor } from './platform/device-storage.ts';
import { realTimer } from './platform/timer.ts';
import { createSlices } from './platform/ui-slices.ts';
import type { SecureChat, SecureChatConfig } from './secure-chat.ts';
import { connectionStateOf, onConnectionChange } from './stream/connection-state.ts';
import { findPeople } from './stream/conversations.ts';
import { createStreamClient } from './stream/stream-client.ts';
import { connectToStream } from './stream/stream-connection.ts';

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
