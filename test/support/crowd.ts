import { createHash, randomUUID } from 'node:crypto';
import type { StreamChat } from 'stream-chat';
import type { MessagingApi } from '../../client-example/secure-chat/src/api/messaging-api.ts';
import { makeChannel } from '../../client-example/secure-chat/src/channels/make-channel.ts';
import { askRegistered } from '../../client-example/secure-chat/src/contacts/ask-registered.ts';
import { contactPins } from '../../client-example/secure-chat/src/contacts/contact-pins.ts';
import { createContacts } from '../../client-example/secure-chat/src/contacts/contacts.ts';
import { registeredIdentities } from '../../client-example/secure-chat/src/contacts/registered-identities.ts';
import type { ChannelAtStream } from '../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import type { RegistryApi } from '../../client-example/secure-chat/src/epochs/channel-registry.ts';
import { channelRegistry } from '../../client-example/secure-chat/src/epochs/channel-registry.ts';
import { renewNow } from '../../client-example/secure-chat/src/epochs/due-epochs.ts';
import { openEpochs } from '../../client-example/secure-chat/src/epochs/first-epoch.ts';
import { createKeeping, type Keeping } from '../../client-example/secure-chat/src/epochs/keeping.ts';
import { channelPins } from '../../client-example/secure-chat/src/epochs/pin.ts';
import { sealdSessions } from '../../client-example/secure-chat/src/epochs/seald-sessions.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import { createRetrieveTogether } from '../../client-example/secure-chat/src/seald/retrieve-together.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { type AuthorKeyClaim, claimText } from '../../shared/contract/author-key.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import type { RegisteredSigchain } from '../../shared/contract/registered-sigchain.ts';
import { makeKeys, rawSignUp } from '../conformance/seald-raw-client.ts';
import { type Client, openWorld } from '../conformance/seald-support.ts';
import { authorOf, verify } from './authors.ts';
import { startCountingProxy } from './counting-proxy.ts';

const MAKER = 'maker';
const TYPE = 'messaging';

/** What one device asked for, as names of calls. */
export type Asked = { seald: string[]; api: string[] };

/**
 * Alice's device and many who have identities and no devices: the real SDK before Seald's emulator, and the core's own way to a channel and its epochs before a backend
 * in memory. Every call of either is noted, and takes `delayMs`.
 */
export const startCrowd = async (size: number) => {
  const world = await openWorld();
  const proxy = await startCountingProxy(world.service.url);
  const { client: first } = await world.signUp(`T_${MAKER}`);
  const backend = createBackend(proxy.state);
  const keys = { encryption: makeKeys(), signing: makeKeys() }; // one pair for all: making them is what takes long
  const people = Array.from({ length: size }, (_, n) => `one-of-${n}`);
  for (const userId of people) {
    const { firstBlock } = await rawSignUp(world, `T_${userId}`, { keys });
    await backend.register(userId, firstBlock.signature.hash);
  }
  return {
    people,
    /** Of calls of either server, in milliseconds. */
    delay: (milliseconds: number) => {
      proxy.state.delayMs = milliseconds;
    },
    /** A device that knows nobody yet. */
    newDevice: async () => {
      const copy = await world.copyOf(first, { apiURL: proxy.url });
      return deviceOf(copy, backend, proxy.state.calls);
    },
    close: () => Promise.all([proxy.close(), world.close()]),
  };
};

export type Crowd = Awaited<ReturnType<typeof startCrowd>>;

/** The backend's answers as far as they are asked for, without its rules. */
const createBackend = (network: { delayMs: number }) => {
  const registered = new Map<string, RegisteredSigchain>();
  const epochs = new Map<string, Epoch[]>();
  const calls: string[] = [];
  const counted = async (name: string): Promise<void> => {
    calls.push(name);
    if (network.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, network.delayMs));
  };
  const listOf = ({ channelId }: { channelId: string }): Epoch[] => epochs.get(channelId) ?? [];
  const api: Pick<MessagingApi, 'createChannel' | 'sigchainHash' | 'memberKeys'> & RegistryApi = {
    createChannel: async ({ channelType, channelId }) => {
      await counted('createChannel');
      const [createdBy, createdAt] = [MAKER, new Date().toISOString()];
      return {
        cid: `${channelType}:${channelId}`,
        kind: 'group',
        createdBy,
        createdAt,
        history: 'fromNowOn',
      };
    },
    sigchainHash: async (userId) => {
      await counted('sigchainHash');
      return { registered: registered.get(userId) ?? null };
    },
    memberKeys: async (_, userIds) => {
      await counted('memberKeys');
      return {
        registered: userIds.flatMap((userId) => {
          const found = registered.get(userId);
          return found ? [{ ...found, userId }] : [];
        }),
      };
    },
    encryptionSession: async (channel) => {
      await counted('encryptionSession');
      const listed = listOf(channel);
      return { current: listed.at(-1) ?? null, epochs: listed };
    },
    registerEncryptionSession: async (channel, request) => {
      await counted('registerEncryptionSession');
      const { encryptionSessionId, welcome, announcement } = request;
      const epoch = { encryptionSessionId, epoch: listOf(channel).length + 1, createdBy: MAKER };
      const made: Epoch = { ...epoch, createdAt: new Date().toISOString(), welcome, announcement };
      epochs.set(channel.channelId, [...listOf(channel), made]);
      return made;
    },
    addMember: async () => Promise.reject(new Error('not in this world')),
    removeMember: async () => Promise.reject(new Error('not in this world')),
    acceptInvitation: async () => Promise.reject(new Error('not in this world')),
  };
  return {
    api,
    calls,
    register: async (userId: string, sigchainHash: string) => {
      const { authorKey, sign } = await authorOf(userId);
      const { signature } = await sign('author-key', claimText(userId, { authorKey, sigchainHash }));
      const author: AuthorKeyClaim = { authorKey, sigchainHash, signature };
      registered.set(userId, { sigchainHash, registeredAt: new Date().toISOString(), author });
    },
  };
};

const sha = (name: string) => async (bytes: Uint8Array) => createHash(name).update(bytes).digest();

const deviceOf = async (client: Client, backend: ReturnType<typeof createBackend>, sealdCalls: string[]) => {
  const { api } = backend;
  const author = await authorOf(MAKER);
  const sdk = client as SealdSdk;
  const storage = memoryStorage();
  /** As after a start of the app: what is stored is known, and what was only remembered is not. */
  const start = () => {
    const contacts = createContacts({
      sdk,
      userId: MAKER,
      sealdIdPrefix: 'T',
      pins: contactPins(storage),
      registered: registeredIdentities(askRegistered(api)),
      ownAuthorKey: author.authorKey,
      verify,
      sha512: sha('sha512'),
      now: () => new Date(),
    });
    return { contacts, seald: sealdSessions({ retrieve: createRetrieveTogether(sdk), contacts }) };
  };
  let parts = start();
  const keepingOf = (cid: string, members: readonly string[]): Keeping =>
    createKeeping(
      {
        ...parts,
        userId: MAKER,
        stream: atStream(cid, members),
        registry: channelRegistry(api, cid),
        author,
        verify,
        sha256: sha('sha256'),
        randomBytes: (length) => Buffer.alloc(length, 7),
        pins: channelPins(storage),
        rotation: { messages: 10_000, days: 30 },
        findPairWith: async () => null,
        now: () => new Date(),
      },
      () => {},
    );
  /** What was asked for meanwhile. */
  const counting = async (work: () => Promise<unknown>): Promise<Asked> => {
    sealdCalls.length = 0;
    backend.calls.length = 0;
    await work();
    return { seald: [...sealdCalls], api: [...backend.calls] };
  };
  return {
    start: () => {
      parts = start();
    },
    counting,
    /** A new conversation with these, up to its first epoch. */
    newChannel: async (others: readonly string[]): Promise<Keeping> => {
      const id = randomUUID();
      const wanted = { type: TYPE, id, members: others };
      const { seald } = parts;
      const { prepared } = await makeChannel({ api, seald, userId: MAKER }, withoutStream, wanted);
      const keeping = keepingOf(`${TYPE}:${id}`, [MAKER, ...others]);
      await openEpochs(keeping, prepared);
      return keeping;
    },
    /** A session for these by the SDK alone, which is all that it takes without a look at their keys. */
    bySdkAlone: (others: readonly string[]) =>
      sdk.createEncryptionSession({ userIds: others.map((userId) => `T_${userId}`) }),
    /** A new epoch for the same people. */
    rekey: async (keeping: Keeping): Promise<void> => {
      await renewNow(Object.assign(keeping, parts));
    },
  };
};

const withoutStream = { channel: () => ({ watch: async () => {} }) } as unknown as StreamChat;

const atStream = (cid: string, members: readonly string[]): ChannelAtStream => ({
  cid,
  members: () => new Set(members),
  note: () => {},
  invitedBy: () => null,
  noteAccepted: () => {},
  namedSession: () => undefined,
  history: () => 'fromNowOn',
  reload: async () => {},
  mayHaveMissed: () => false,
  onChange: () => () => {},
});
