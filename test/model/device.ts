import { createHash, randomBytes } from 'node:crypto';
import type { Channel } from 'stream-chat';
import type {
  ChannelAtStream,
  StreamChange,
} from '../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import {
  channelRegistry,
  type RegistryApi,
} from '../../client-example/secure-chat/src/epochs/channel-registry.ts';
import type { EpochKeeper } from '../../client-example/secure-chat/src/epochs/encryption.ts';
import { openEpochKeeper } from '../../client-example/secure-chat/src/epochs/epoch-keeper.ts';
import type { KeepingDeps } from '../../client-example/secure-chat/src/epochs/keeping.ts';
import { channelPins } from '../../client-example/secure-chat/src/epochs/pin.ts';
import { MessagingApiError } from '../../client-example/secure-chat/src/errors.ts';
import { createDecryptedCache } from '../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import type { ReadMessage } from '../../client-example/secure-chat/src/messages/incoming.ts';
import { createMessageReader } from '../../client-example/secure-chat/src/messages/message-reader.ts';
import { sendSealed } from '../../client-example/secure-chat/src/messages/outgoing.ts';
import { createOwnChain } from '../../client-example/secure-chat/src/messages/own-chain.ts';
import type { Sealing } from '../../client-example/secure-chat/src/messages/seal-and-send.ts';
import { createUnsentMessages } from '../../client-example/secure-chat/src/messages/unsent-messages.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import { hashOfText, verify } from '../support/authors.ts';
import { createAuthorKeys } from './contacts.ts';
import type { Departure } from './departures.ts';
import type { Life } from './schedule.ts';
import { CID, type StoredMessage, type StreamEvent, type World } from './world.ts';

/** Messages that Stream gives at an opening. */
const LOADED = 25;

/** A message that is on its way for longer is given up: no client and no server waits for minutes. The client counts on that. */
const LONGEST_WAY_MS = 60_000;

/** So long after the registry has not answered the client goes on without it. */
const REST_MS = 60_000;

const ROTATION = { messages: 6, days: 30 };

const NO_FILES: Sealing['files'] = {
  inSession: async () => [],
  handOver: async () => () => {},
  deleteSpare: async () => {},
};

export type ModelContacts = Pick<KeepingDeps['contacts'], 'check' | 'accept'>;

const NOBODY_DOUBTED: ModelContacts = { check: async () => [], accept: async () => {} };

/** One person's device: the real client on it, in front of the fake servers, with a network and a process that both fail. */
export const createDevice = (
  world: World,
  userId: string,
  onDeparture: (departure: Departure) => void,
  contacts: ModelContacts = NOBODY_DOUBTED,
) => {
  const { schedule, seald, chance } = world;
  let storage = memoryStorage();
  const authorKeys = createAuthorKeys(world, userId);
  let life: Life = { isAlive: false };
  let isOnline = true;
  let keeper: EpochKeeper | null = null;
  let read: ((message: StoredMessage) => Promise<ReadMessage>) | null = null;
  let send: ((words: string) => Promise<unknown>) | null = null;
  let hear: (event: StreamEvent) => void = () => {};
  let recover: () => void = () => {};
  let messageCount = 0;
  let lookedInVainAt = Number.NEGATIVE_INFINITY;

  const start = async (): Promise<void> => {
    if (life.isAlive) return;
    const own: Life = { isAlive: true };
    life = own;
    const wait = async () => {
      if (!isOnline) throw new Error('offline');
      await schedule.pause(own);
      if (!isOnline) throw new Error('offline');
    };
    try {
      await open(own, wait);
    } catch {
      if (life === own) stop();
    }
  };

  const open = async (own: Life, wait: () => Promise<void>): Promise<void> => {
    const view = await viewOf(own, wait);
    const registry = channelRegistry(apiOver(wait), CID);
    const author = await world.authorAt(userId);
    const opened = await openEpochKeeper(
      {
        userId,
        stream: view.stream,
        registry,
        seald: seald.forUser(userId, wait),
        // Not a copy: a test may change what it answers.
        contacts: Object.assign(Object.create(contacts), authorKeys, {
          check: async (...asked: Parameters<ModelContacts['check']>) => {
            const replaced = await authorKeys.look(asked[0]);
            const told = asked[1] === 'notice' ? replaced : []; // nobody in the model is asked before a session is made
            const findings = told.map((id) => ({ userId: id, kind: 'replaced' as const }));
            return [...findings, ...(await contacts.check(...asked))];
          },
        }),
        author,
        verify,
        sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
        randomBytes,
        pins: channelPins(pausing(own)),
        rotation: ROTATION,
        findPairWith: async () => null,
        now: schedule.now,
        timer: schedule.timer(own),
      },
      { quietly: world.failures.often > 0 && chance.happens(0.5) },
    );
    if (!own.isAlive) return;
    const reading = { cache: createDecryptedCache(), unsent: createUnsentMessages(), runInSlices: inOneGo };
    const { sessionToRead: findSession } = opened;
    const findAuthorKey = opened.authorToRead;
    const ownChain = createOwnChain(storage, CID);
    const inbox = {
      cid: CID,
      findSession,
      findAuthorKey,
      verify,
      hash: hashOfText,
      revisions: new Map<string, number>(),
      fileHosts: [],
    };
    const reader = createMessageReader(inbox, reading);
    read = (message) => reader.read(message as never); // the few fields that the reader looks at
    send = (words) => {
      const id = `${userId}-${++messageCount}-${schedule.now().getTime()}`;
      const channel = channelFor(wait, view, words);
      const sealing = {
        channel,
        encryption: opened,
        userId,
        author,
        ownChain,
        hash: hashOfText,
        now: schedule.now,
        reader,
        files: NO_FILES,
      };
      return sendSealed(sealing, { id, text: words });
    };
    keeper = opened;
    for (const message of world.messages.slice(-LOADED)) opened.count(message);
  };

  /** Writes take a moment, so that a crash can come before or after. */
  const pausing = (own: Life) => ({
    get: storage.get,
    set: async (key: string, value: string) => {
      await schedule.pause(own);
      await storage.set(key, value);
      await schedule.pause(own);
    },
  });

  const viewOf = async (own: Life, wait: () => Promise<void>) => {
    const removed = new Set<string>();
    let members = new Set<string>();
    let named: string | undefined;
    const note = (id: string, isMember: boolean): void => {
      if (isMember) removed.delete(id);
      else removed.add(id);
      if (isMember) members.add(id);
      else members.delete(id);
    };
    let hasMissed = false;
    let heard: [string, boolean][] = [];
    const reload = async () => {
      heard = [];
      await wait();
      const all = new Set(world.channel().members);
      const namedThen = world.named();
      heard = []; // what is heard from here on is newer
      await wait();
      for (const id of members) if (!all.has(id)) removed.add(id);
      for (const id of all) removed.delete(id);
      members = all;
      named = namedThen;
      hasMissed = false;
      for (const [id, isMember] of heard) note(id, isMember);
    };
    await reload();
    if (!members.has(userId)) throw new Error('not a member');
    const listeners = new Set<(change: StreamChange) => void>();
    const tell = (change: StreamChange) => {
      for (const listener of listeners) listener(change);
    };
    const handle = (event: StreamEvent): void => {
      if (event.type === 'message') {
        keeper?.count(event.message);
        void read?.(event.message);
        return;
      }
      if (event.type === 'data') {
        named = event.named;
        tell('data');
        return;
      }
      heard.push([event.userId, event.isMember]);
      note(event.userId, event.isMember);
      tell('members');
    };
    let arriving: Promise<unknown> = Promise.resolve();
    hear = (event) => {
      if (!own.isAlive || !isOnline) return;
      arriving = arriving
        .then(() => schedule.pause(own))
        .then(() => {
          if (isOnline) handle(event);
        });
    };
    recover = () => {
      hasMissed = world.failures.often > 0 && chance.happens(0.2); // Stream did not say, or not all
      if (!hasMissed) {
        members = new Set(world.channel().members);
        for (const id of members) removed.delete(id);
        named = world.named();
      }
      tell('recovered');
    };
    const stream: ChannelAtStream = {
      cid: CID,
      members: () => members,
      note,
      invitedBy: () => null,
      noteAccepted: () => {},
      namedSession: () => named,
      history: () => world.history,
      reload,
      mayHaveMissed: () => hasMissed,
      onChange: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    return { stream, removed, members: () => members };
  };

  /** Each call travels there and back; an answer may be lost, and what reads or puts is tried once more. */
  const apiOver = (wait: () => Promise<void>): RegistryApi => {
    const api = world.api(userId);
    const over = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        await wait();
        const answer = await work();
        if (chance.happens(world.failures.often / 3)) throw new Error('answer lost');
        await wait();
        return answer;
      } catch (error) {
        throw error instanceof MessagingApiError ? error : new MessagingApiError('NETWORK_FAILURE');
      }
    };
    const twice = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await over(work);
      } catch (error) {
        if (!(error instanceof MessagingApiError) || error.type !== 'NETWORK_FAILURE') throw error;
        return over(work);
      }
    };
    return {
      encryptionSession: (...asked) =>
        twice(() => api.encryptionSession(...asked)).catch((error: unknown) => {
          lookedInVainAt = schedule.now().getTime();
          throw error;
        }),
      registerEncryptionSession: (...asked) => twice(() => api.registerEncryptionSession(...asked)),
      acceptInvitation: (...asked) => twice(() => api.acceptInvitation(...asked)),
      addMember: (...asked) => twice(() => api.addMember(...asked)),
      removeMember: (...asked) => twice(() => api.removeMember(...asked)),
    };
  };

  const channelFor = (
    wait: () => Promise<void>,
    view: Awaited<ReturnType<typeof viewOf>>,
    words: string,
  ): Channel => {
    const channel = {
      cid: CID,
      getConfig: () => ({ max_message_length: 20_000 }),
      sendMessage: async ({ id, text }: { id: string; text: string }) => {
        const encryptionSessionId = String(JSON.parse(text).sessionId);
        const verified = keeper?.epochs().map((epoch) => epoch.encryptionSessionId) ?? [];
        const { members, removed } = view;
        onDeparture({ userId, encryptionSessionId, verified, members: members(), removed });
        const leftAt = schedule.now().getTime();
        if (leftAt <= lookedInVainAt + REST_MS) world.sentUnsure.add(id);
        await wait();
        if (schedule.now().getTime() > leftAt + LONGEST_WAY_MS) throw new Error('timed out on the way');
        const stored = world.post(userId, id, text, words);
        await wait();
        return stored === 'refused'
          ? { message: { id, type: 'error', text: 'refused' } }
          : { message: stored };
      },
    };
    return channel as unknown as Channel; // what sending uses of it
  };

  const stop = (): void => {
    life.isAlive = false;
    keeper?.close();
    keeper = null;
    read = null;
    send = null;
  };

  world.listeners.set(userId, (event) => {
    const isOwn = event.type === 'member' && event.userId === userId;
    hear(event);
    if (isOwn && isOnline) stop(); // Stream gives another channel object to who comes back
    if (isOwn && isOnline && event.isMember) void start();
  });

  return {
    userId,
    start,
    crash: stop,
    keeper: () => keeper,
    owesHistory: async (): Promise<boolean> => (await channelPins(storage).load(CID)).owesSince !== null,
    /** Messages of the trusted epoch, as this device has stored it. */
    counted: async (): Promise<number> => (await channelPins(storage).load(CID)).messages,
    trustsAny: async (): Promise<boolean> => (await channelPins(storage).load(CID)).epochs.length > 0,
    hasPinned: authorKeys.hasPinned,
    goOffline: () => {
      isOnline = false;
    },
    goOnline: () => {
      if (isOnline) return;
      isOnline = true;
      if (life.isAlive && keeper) recover();
      else void start();
    },
    resetIdentity: () => {
      stop();
      storage = memoryStorage();
      authorKeys.forget();
      seald.reset(userId);
    },
    send: (words: string) => (send ? send(words) : Promise.reject(new Error('not open'))),
    read: (message: StoredMessage) => (read ? read(message) : Promise.reject(new Error('not open'))),
  };
};

export type Device = ReturnType<typeof createDevice>;

const inOneGo = <T>(job: () => Promise<T>): Promise<T> => job();
