import type { StreamChat } from 'stream-chat';
import type { ErasureReceipt, KeptAccount } from '../../../shared/contract/erasure.ts';
import type { MessagingApi } from './api/messaging-api.ts';
import type { ChannelDoors } from './channels/channel-doors.ts';
import type { DeletedChannels } from './channels/deleted-channels.ts';
import type { Comparisons } from './contacts/comparisons.ts';
import type { ContactNames } from './contacts/contact-names.ts';
import type { SafetyNumber } from './contacts/safety-number.ts';
import type { Rotation } from './epochs/due.ts';
import type { Onboarding } from './identity/onboarding.ts';
import type { DeviceRecords } from './platform/device-records.ts';
import type { DeviceStorage } from './platform/device-storage.ts';
import type { Platform } from './platform/platform.ts';
import type { Windows } from './platform/windows.ts';
import type { SealdSdk } from './seald/sdk-types.ts';
import type { CreateSealdSdk } from './seald/seald-sdk.ts';
import type { ConnectionState } from './stream/connection-state.ts';
import type { Person } from './stream/conversations.ts';
import type { StreamClientConfig } from './stream/stream-client.ts';

export type SecureChatConfig = StreamClientConfig & {
  apiUrl: string;
  /** Stage's prefix of user ids at Seald. */
  sealdIdPrefix: string;
  /** Under which others find and see the user; Stream keeps it in the clear. The name Stream has already unless told. */
  userName?: string | undefined;
  /** Token of the team's identity provider, asked for before each call. */
  accessToken: () => Promise<string>;
  /**
   * Called with the time whenever the backend says that the account is going to be erased, on any device of the user: also while stream-chat asks for a new token, whose
   * failure it would put into words of its own.
   */
  onErasurePending?: ((dueAt: string) => void) | undefined;
  /** Memory of this device for the signed-in user. */
  storage: DeviceStorage;
  /** The other windows of this user on this device; there is none unless told. */
  windows?: Windows | undefined;
  /** Where unsent messages, their files and drafts are kept, encrypted, for the signed-in user. Memory unless told: then they last as long as this object. */
  records?: DeviceRecords | undefined;
  /** Called once this user was signed out here by another window, or the storage was emptied: nothing is kept here any more, and this object is done. */
  onSignedOut?: (() => void) | undefined;
  /** `createSealdSdk(...)`, or another maker where the packages are loaded differently. */
  createSealdSdk: CreateSealdSdk;
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
  /** Lets the user interface have its turn between two messages; one turn of the event loop unless told. */
  yieldToUi?: (() => Promise<void>) | undefined;
  /** Whether the device has a network: `() => navigator.onLine` in a browser. Taken to have one unless told. */
  isDeviceOnline?: (() => boolean) | undefined;
  /** When a new encryption session is due though nobody has left: 10 000 messages and 30 days unless told. */
  rotation?: Rotation | undefined;
  /** What to use instead of what browsers and Node bring; any part of it. */
  platform?: Partial<Platform> | undefined;
};

export type SecureChat = ChannelDoors & {
  api: MessagingApi;
  onboarding: Pick<Onboarding, 'resume' | 'begin' | 'finish' | 'subscribe'>;
  /** For stream-chat's own UI and events; words still go through `openChannel` only. */
  stream: StreamChat;
  /** Connects to Stream; answers the own chat user id. A repeat keeps the one connection. */
  connect: () => Promise<string>;
  /** Chat users whose name contains this, without oneself; none for an empty name. The name goes to Stream in the clear. */
  findPeople: (name: string) => Promise<Person[]>;
  /** Under which names this user knows their contacts, kept on this device. */
  contactNames: ContactNames;
  /** What two people compare to know that nobody is between them. Throws as `Contacts.safetyNumber` does. */
  safetyNumber: (userId: string) => Promise<SafetyNumber>;
  /** With whom it was compared, which the screens then say. Keys that are others afterwards count as not compared. */
  comparisons: Comparisons;
  connectionState: () => ConnectionState;
  /** Calls the listener when the state changes, perhaps twice with the same; answers how to stop. */
  onConnectionChange: (listener: (state: ConnectionState) => void) => () => void;
  /**
   * When the first of the calls goes on that wait because Stream or the backend has asked for it (rate limits); null while none waits. Nothing is lost
   * meanwhile, and messages keep their order.
   */
  waitingUntil: () => Date | null;
  /** Calls the listener when that changes; answers how to stop. */
  onWaitingChange: (listener: () => void) => () => void;
  /**
   * Channels that were deleted though something waited here to be sent to them, or was begun to be written. That is taken off the device, and the
   * person is to be told, until `noteDeletedChannels`. The same array until it changes.
   */
  deletedChannels: DeletedChannels['all'];
  /** Calls the listener when that changes; answers how to stop. */
  onDeletedChannels: DeletedChannels['subscribe'];
  /** The person has seen it. */
  noteDeletedChannels: DeletedChannels['note'];
  /**
   * Disconnects and wipes what this device keeps of this user: identity, pinned encryption sessions, progress of the
   * set-up, decrypted messages; so do the other windows of this user (`windows`). Nothing is written afterwards, and it is not to be used: make a new one. Works
   * without a network.
   */
  signOut: () => Promise<void>;
  /**
   * Has the user erased for good, at the backend and at Stream. Most stages give some days of grace: then the receipt says until when (`dueAt`), nobody can use the
   * account, and this object is done as after `close`: what is on the device stays, and works again after `keepAccount`. Where all is gone at once it leaves nothing on
   * this device, as `signOut`. What others have received stays with them. A repeat goes on after a failure, and clears the device once all is done.
   * Throws `MessagingApiError`, `REAUTHENTICATION_REQUIRED` when the user has to sign in at the team's identity provider first, and `SecureChatError`
   * `ERASURE_UNFINISHED` while it takes longer.
   */
  eraseAccount: () => Promise<ErasureReceipt>;
  /**
   * Takes back an erasure that waits for its day; where there is none, nothing is changed. Afterwards make a new one of these: it works with what is on the device. Throws
   * `MessagingApiError`, `USER_ERASED` when it is too late.
   */
  keepAccount: () => Promise<KeptAccount>;
  /**
   * Whether the user is still signed in on this device; if not, this object ends as after `signOut` and `onSignedOut` is called. Each call and each write looks
   * itself: ask when a window comes back from sleep, so that it shows nothing of somebody who has left.
   */
  isSignedIn: () => Promise<boolean>;
  /** Ends the connection and closes the identity; this object is done then. What is stored on the device stays. */
  close: () => Promise<void>;
};
