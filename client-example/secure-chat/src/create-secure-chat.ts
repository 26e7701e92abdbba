import { STREAM_FILE_HOSTS } from '../../../shared/contract/visible-file.ts';
import { eraseAccount } from './api/erase-account.ts';
import { createMessagingApi, type MessagingApi } from './api/messaging-api.ts';
import { createVerify } from './authors/author.ts';
import { createChannelDoors } from './channels/channel-doors.ts';
import { createDeletedChannels } from './channels/deleted-channels.ts';
import type { ChannelDeps } from './channels/encrypted-channel.ts';
import { createOpenChannels } from './channels/open-channels.ts';
import { wakeOutboxes } from './channels/wake-outboxes.ts';
import { askRegistered } from './contacts/ask-registered.ts';
import { createComparisons } from './contacts/comparisons.ts';
import { contactNames } from './contacts/contact-names.ts';
import { contactPins } from './contacts/contact-pins.ts';
import { createContacts } from './contacts/contacts.ts';
import { registeredIdentities } from './contacts/registered-identities.ts';
import { USUAL_ROTATION } from './epochs/due.ts';
import { channelPins } from './epochs/pin.ts';
import { sealdSessions } from './epochs/seald-sessions.ts';
import { SecureChatError } from './errors.ts';
import { createOnboarding, type Onboarding } from './identity/onboarding.ts';
import { onboardingProgress } from './identity/onboarding-progress.ts';
import { type AuthorKeyOwner, takeAuthorKey } from './identity/take-author-key.ts';
import { createDecryptedCache } from './messages/decrypted-cache.ts';
import type { ReadingDeps } from './messages/message-reader.ts';
import { createUnsentMessages } from './messages/unsent-messages.ts';
import { createKeptOnDevice } from './outbox/kept-on-device.ts';
import { memoryRecords } from './platform/device-records.ts';
import { storageFor } from './platform/device-storage.ts';
import { createPatience } from './platform/patience.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import { pause, pauseBy } from './platform/timer.ts';
import { createSlices } from './platform/ui-slices.ts';
import { oneWindow, type Windows } from './platform/windows.ts';
import { createRetrieveTogether } from './seald/retrieve-together.ts';
import { sealdBytes } from './seald/seald-bytes.ts';
import type { SecureChat, SecureChatConfig } from './secure-chat.ts';
import { createDeviceDoors } from './storage/device-doors.ts';
import type { KeptAuthorKey } from './storage/kept-author-key.ts';
import { connectionStateOf, onConnectionChange } from './stream/connection-state.ts';
import { findPeople } from './stream/conversations.ts';
import { mendLostConnections } from './stream/lost-connection.ts';
import { installPatience } from './stream/rate-limits.ts';
import { installRecovery } from './stream/recovery.ts';
import { createStreamClient } from './stream/stream-client.ts';
import { connectToStream } from './stream/stream-connection.ts';

/** The whole client core for one signed-in user on one device. Nothing is called before the first method is. */
export const createSecureChat = (config: SecureChatConfig): SecureChat => {
  const { apiUrl, sealdIdPrefix, encryptedChannelTypes } = config;
  const { fileHosts = STREAM_FILE_HOSTS, windows = oneWindow() } = config;
  const platform = createPlatform(config.platform);
  const isDeviceOnline = config.isDeviceOnline ?? (() => true);
  const patience = createPatience({ ...platform, random: () => randomShare(platform) });
  const { fetch, timer } = platform;
  const device = createDeviceDoors({
    storage: config.storage,
    records: config.records ?? memoryRecords(),
    windows,
    newId: platform.newId,
    onLost: () => void leave().catch(() => {}),
  });
  const { storage, records } = device;
  const accessToken = async () => {
    if (!(await device.look())) throw new SecureChatError('SIGNED_OUT');
    return config.accessToken();
  };
  const api = createMessagingApi({
    apiUrl,
    accessToken,
    fetch,
    timer,
    patience,
    onErasurePending: config.onErasurePending,
  });
  const kept = createKeptOnDevice({ ...platform, records, storage, windows });
  const onboarding = createOnboardingFor({ ...config, storage }, platform, api, kept.authorKey);
  const channels = createOpenChannels();
  const stream = createStreamClient(config, channels.has, platform.readFile);
  mendLostConnections(stream, timer);
  installPatience(stream, patience, platform.now);
  const recovery = installRecovery(stream, { ...platform, random: () => randomShare(platform) });
  const deleted = createDeletedChannels();
  const connect = once(async () => {
    const userId = await connectToStream(stream, api, patience, config.userName);
    const openChannel: SecureChat['openChannel'] = (...channel) => doors.openChannel(...channel);
    wakeOutboxes({ stream, device: kept, deleted, openChannel });
    return userId;
  });
  const reading = createReading(config);
  const verify = createVerify(platform.ed25519);
  const rotation = config.rotation ?? USUAL_ROTATION;
  const contacts = once(async () => {
    const [sdk, author] = [onboarding.readySdk(), onboarding.readyAuthor()];
    const userId = await connect();
    const pins = contactPins(storageFor(storage, userId));
    return createContacts({
      sdk,
      userId,
      sealdIdPrefix,
      pins,
      ownAuthorKey: author.authorKey,
      registered: registeredIdentities(askRegistered(api)),
      verify,
      sha512: platform.sha512,
      now: platform.now,
    });
  });
  const sessions = once(async () => {
    const retrieve = createRetrieveTogether(onboarding.readySdk());
    return sealdSessions({ retrieve, contacts: await contacts() });
  });
  const names = once(async () => contactNames(storageFor(storage, await connect())));
  const fileElsewhere: ChannelDeps['fileElsewhere'] = async (file, signal) => {
    const elsewhere = await doors.openChannel(file.cid ?? '');
    return elsewhere.openFile(file, signal);
  };
  const channelDeps = async () => {
    const [sdk, author] = [onboarding.readySdk(), onboarding.readyAuthor()];
    const userId = await connect();
    const ownStorage = storageFor(storage, userId);
    const pins = channelPins(ownStorage);
    const toSeald = (bytes: Uint8Array) => sealdBytes(sdk, bytes);
    const known = {
      api,
      seald: await sessions(),
      contacts: await contacts(),
      pins,
      storage: ownStorage,
      rotation,
      userId,
      author,
      verify,
      reading,
      recovery,
      device: kept,
      windows,
    };
    return { ...platform, ...known, sealdBytes: toSeald, fileHosts, fileElsewhere };
  };
  const doors = createChannelDoors({ stream, channels, encryptedChannelTypes, channelDeps });
  const wipeMemory = async () => {
    reading.cache.clear();
    reading.unsent.clear();
    channels.clear();
  };
  const disconnect = () => stream.disconnectUser();
  const closeChannels = async () => channels.close();
  const stopWaiting = async () => patience.end();
  // What is on the disk goes first: the page may be closed at any moment. Open channels would write there again.
  const wipeDevice = async () => {
    kept.end();
    await device.shut();
    // One window after another: they have the same files.
    await windows.exclusively('wipe', async () => {
      if (!(await device.isOwn())) return;
      await allInTurn([onboarding.wipe, () => storage.clear(), () => records.clear()]);
    });
  };
  const wipeAll = () => allInTurn([stopWaiting, closeChannels, wipeDevice, disconnect, wipeMemory]);
  const signOut = () => {
    stopListening();
    windows.tell({ type: 'signed-out' });
    return wipeAll();
  };
  /** Signed out by another window, or by whoever has emptied the storage. */
  const leave = async () => {
    stopListening();
    await wipeAll().finally(() => config.onSignedOut?.());
  };
  const close = () => {
    stopListening();
    return allInTurn([stopWaiting, disconnect, wipeMemory, onboarding.close]);
  };
  const stopListening = windows.listen((news) => {
    if (news.type === 'signed-out') leave().catch(() => {});
    if (news.type === 'erasure-pending') config.onErasurePending?.(news.dueAt);
  });
  return {
    api,
    onboarding: oneAtATime(onboarding, windows),
    stream,
    connect,
    ...doors,
    findPeople: async (name) => {
      await connect();
      return findPeople(stream, name);
    },
    contactNames: {
      look: async (people) => (await names()).look(people),
      note: async (person) => (await names()).note(person),
    },
    comparisons: createComparisons(contacts),
    safetyNumber: async (userId) => (await contacts()).safetyNumber(userId),
    connectionState: () => connectionStateOf(stream, isDeviceOnline),
    onConnectionChange: (listener) => onConnectionChange(stream, isDeviceOnline, listener),
    waitingUntil: patience.waitingUntil,
    onWaitingChange: patience.onChange,
    deletedChannels: deleted.all,
    onDeletedChannels: deleted.subscribe,
    noteDeletedChannels: deleted.note,
    signOut,
    eraseAccount: async () => {
      const receipt = await eraseAccount({ api, signOut, close, pause });
      if (receipt.completedAt === undefined) windows.tell({ type: 'erasure-pending', dueAt: receipt.dueAt });
      return receipt;
    },
    keepAccount: async () => {
      const kept = await api.undoErasure();
      windows.tell({ type: 'account-kept' });
      return kept;
    },
    isSignedIn: device.look,
    close,
  };
};

const createOnboardingFor = (
  config: SecureChatConfig,
  platform: Platform,
  api: MessagingApi,
  kept: KeptAuthorKey,
): Onboarding => {
  const { createSealdSdk, sealdIdPrefix, preGenerateIdentityKeys, storage } = config;
  const { randomBytes, timer, ed25519 } = platform;
  const now = () => platform.now().getTime();
  const progress = onboardingProgress(storage, now);
  const takeKey = (owner: AuthorKeyOwner) => takeAuthorKey({ api, kept, ed25519, randomBytes }, owner);
  const own = { api, progress, now, randomBytes, pause: pauseBy(timer), takeAuthorKey: takeKey };
  return createOnboarding({ ...own, createSealdSdk, sealdIdPrefix, preGenerateIdentityKeys });
};

/** The windows of one device share its identity, so only one of them at a time is at the set-up. */
const oneAtATime = (onboarding: Onboarding, windows: Windows): SecureChat['onboarding'] => ({
  subscribe: onboarding.subscribe,
  resume: (known) => windows.exclusively('set-up', () => onboarding.resume(known)),
  begin: (authFactor) => windows.exclusively('set-up', () => onboarding.begin(authFactor)),
  finish: (code) =>
    windows.exclusively('set-up', async () => {
      const next = await onboarding.finish(code);
      if (next.state === 'ready') windows.tell({ type: 'set-up-done' });
      return next;
    }),
});

/** From 0 to less than 1. */
const randomShare = ({ randomBytes }: Platform): number => (randomBytes(1)[0] ?? 0) / 256;

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
