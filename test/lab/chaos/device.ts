import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../../local/demo/person.ts';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import type { Network } from './network.ts';

/** What each device reaches by a network of its own. */
export type Server = 'api' | 'stream' | 'seald' | 'ssks';

/** Small RSA keys: two hundred people's full ones would be all that the time goes to. */
const KEY_SIZE = 1024;
const DATABASE_KEY = Buffer.alloc(64, 7).toString('base64');
/** Between tries of a step: the first pause, made longer each time up to the last. */
const PAUSE_MS = { first: 400, last: 4_000 };
/** After this a person who got no code asks for another. */
const CODE_PATIENCE_MS = 3_000;
/** stream-chat leaves a timer of this length behind each connection. */
const CONNECT_TIMEOUT_MS = 4_000;

/** One device of a person: the client core on a network, with a memory that outlives it. */
export type Device = {
  name: string;
  network: Network<Server>;
  /** Sets up and connects, however often it takes. Resolves when that is done; rejects only when stopped. */
  start: () => Promise<void>;
  /** Resolves once somebody has started it and that is done. */
  started: () => Promise<void>;
  /** The app goes, with all that it was about to do, and starts again on what the device has kept. */
  restart: () => Promise<void>;
  isReady: () => boolean;
  /** A channel of this device, opened and accepted, however often it takes. */
  channel: (cid: string) => Promise<EncryptedChannel>;
  /** The account at Seald that this device's identity is of. */
  account: () => Promise<string>;
  chat: () => SecureChat;
  stop: () => Promise<void>;
};

export type DeviceParts = {
  name: string;
  person: Person;
  stack: StackUrls;
  network: Network<Server>;
  dir: string;
  /** Gets why a step had to be taken again, in the error's own name. */
  onRetry: (step: string, error: unknown) => void;
};

export const createDevice = ({ name, person, network, dir, onRetry }: DeviceParts): Device => {
  const storage = memoryStorage();
  const records = memoryRecords();
  mkdirSync(dir, { recursive: true });
  const database = { path: join(dir, 'seald'), rawKey: DATABASE_KEY };
  let sdk: SealdSdk | undefined;
  let isStopped = false;
  let isReady = false;
  let starting: Promise<void> | undefined;
  const begun = Promise.withResolvers<void>();
  let channels = new Map<string, Promise<EncryptedChannel>>();

  const open = (): SecureChat => {
    const { stream, ...urls } = network.urls;
    const made = person.newDevice({
      storage,
      database,
      keySize: KEY_SIZE,
      urls,
      onSdk: (opened) => {
        sdk = opened;
      },
      config: { streamUrl: stream, records, isDeviceOnline: network.isUp },
    });
    made.stream.defaultWSTimeout = CONNECT_TIMEOUT_MS;
    return made;
  };
  let chat = open();

  /** Until it works, or until this life of the app is over. */
  const insist = async <Result>(step: string, work: () => Promise<Result>): Promise<Result> => {
    const mine = chat;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 1.5, PAUSE_MS.last)) {
      try {
        return await work();
      } catch (error) {
        if (isStopped || chat !== mine) throw error;
        onRetry(step, error);
        await sleep(pause);
      }
    }
  };

  /** Codes that this device has asked for and not yet tried: the person's other device may have got the one or the other. */
  let tried = new Set<string>();
  let codesBefore = 0;
  let askedAt = -Infinity;
  const setUp = async () => {
    const { onboarding } = chat;
    let state = await onboarding.resume();
    const codes = await person.codes();
    const untried = codes.slice(codesBefore).filter((code) => !tried.has(code));
    const isOverdue = untried.length === 0 && performance.now() - askedAt > CODE_PATIENCE_MS;
    if (state.state === 'auth-factor-needed' || (state.state === 'code-sent' && isOverdue)) {
      tried = new Set(codes);
      codesBefore = codes.length;
      askedAt = performance.now();
      state = await onboarding.begin({ phoneNumber: person.phoneNumber });
    }
    if (state.state === 'code-sent') {
      const code = (await person.codes()).slice(codesBefore).findLast((one) => !tried.has(one));
      if (code === undefined) throw new Error('no code yet');
      tried.add(code);
      state = await onboarding.finish(code);
    }
    if (state.state !== 'ready') throw new Error(`not ready: ${state.state}`);
  };

  const start = async () => {
    await insist('set up', setUp);
    await insist('connect', () => chat.connect());
    isReady = true;
  };

  const restart = async () => {
    const before = chat;
    isReady = false;
    channels = new Map();
    chat = open();
    starting = before
      .close()
      .catch(() => {})
      .then(start);
    await starting;
  };

  return {
    name,
    network,
    start: () => {
      starting ??= start();
      begun.resolve();
      return starting;
    },
    started: async () => {
      await begun.promise;
      await starting;
    },
    restart,
    isReady: () => isReady,
    channel: (cid) => {
      const opened =
        channels.get(cid) ??
        insist('open', async () => {
          const channel = await chat.openChannel(cid);
          await channel.accept();
          return channel;
        });
      channels.set(cid, opened);
      return opened;
    },
    account: async () => {
      if (!sdk) throw new Error(`${name} has no identity`);
      return (await sdk.getCurrentAccountInfo()).sealdId;
    },
    chat: () => chat,
    stop: async () => {
      isStopped = true;
      await chat.close().catch(() => {});
    },
  };
};
