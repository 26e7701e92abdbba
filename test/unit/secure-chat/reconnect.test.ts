import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Event, StreamChat } from 'stream-chat';
import {
  type EncryptedChannel,
  openEncryptedChannel,
} from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { USUAL_ROTATION } from '../../../client-example/secure-chat/src/epochs/due.ts';
import { channelPins, NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { createDecryptedCache } from '../../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import { createUnsentMessages } from '../../../client-example/secure-chat/src/messages/unsent-messages.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { installRecovery } from '../../../client-example/secure-chat/src/stream/recovery.ts';
import { nextEvent, openStage, type Stage, until } from '../../conformance/stream-stage.ts';
import { createFakeSeald } from '../../model/fake-seald.ts';
import { anyKeys, authorOf, knownAuthors, verify } from '../../support/authors.ts';
import { keptDevice } from '../../support/kept-device.ts';
import { type ChannelsApi, createStageBackend } from './stage-backend.ts';

const COUNT = 100;
const MOST_CALLS = 12;
/** A busy machine takes its time over two hundred calls at once. */
const PATIENT_MS = 30_000;
const PEOPLE = ['ann', 'ben', 'cas'];
const AT_ONCE = async () => {};

let stage: Stage;
let ann: StreamChat;
let backend: ReturnType<typeof createStageBackend>;
const seald = createFakeSeald();
const open: EncryptedChannel[] = [];
/** What Ann's device has asked of Stream, and of the backend. */
const asked: string[] = [];
/** The same, while it opened its channels. */
let askedForOpening: string[];

const idOf = (number: number) => `c${String(number).padStart(3, '0')}`;
const channel = (number: number): EncryptedChannel => {
  const found = open[number];
  if (!found) throw new Error('not open');
  return found;
};

beforeAll(async () => {
  stage = await openStage({
    onWire: (_direction, kind, bytes) => {
      const text = Buffer.from(bytes).toString();
      if (kind === 'http' && text.startsWith('/') && text.includes('user_id=ann')) asked.push(text);
    },
  });
  stage.server.axiosInstance.defaults.timeout = PATIENT_MS;
  backend = createStageBackend(stage);
  for (const person of PEOPLE) seald.reset(person);
  await stage.server.upsertUsers([...PEOPLE, 'sealed-stream'].map((id) => ({ id })));
  const pins = channelPins(memoryStorage());
  ann = await stage.connect('ann');
  ann.axiosInstance.defaults.timeout = PATIENT_MS;
  const platform = createPlatform();
  // What is put off is done at once.
  const recovery = installRecovery(ann, {
    ...platform,
    timer: (callback) => void setImmediate(callback) as never,
    random: () => 0.5,
  });
  const sessions = seald.forUser('ann', AT_ONCE);
  const makeOne = async (number: number): Promise<void> => {
    const { sessionId } = await sessions.create(PEOPLE);
    const cid = `messaging:${idOf(number)}`;
    await stage.channel(idOf(number), PEOPLE, { session_id: sessionId, session_epoch: 1 });
    const createdAt = new Date().toISOString();
    const epoch = { encryptionSessionId: sessionId, epoch: 1, createdBy: 'ann', createdAt };
    await backend.append(cid, epoch);
    const trusted = { ...epoch, startedBy: 'ann', startedAt: createdAt, members: PEOPLE, ...anyKeys(PEOPLE) };
    const epochs = [{ ...trusted, history: 'fromNowOn' as const }];
    await pins.save(cid, { ...NO_PIN, epochs, trustedAt: Date.now() });
  };
  await Promise.all(Array.from({ length: COUNT }, (_, number) => makeOne(number)));
  for (let offset = 0; offset < COUNT; offset += 30)
    await ann.queryChannels({ members: { $in: ['ann'] } }, { created_at: 1 }, { limit: 30, offset });
  const deps = {
    ...platform,
    ...keptDevice(),
    api: counting(backend.forUser('ann')),
    userId: 'ann',
    recovery,
    seald: sessions,
    contacts: { check: async () => [], accept: async () => {}, ...knownAuthors },
    author: await authorOf('ann'),
    verify,
    storage: memoryStorage(),
    pins,
    rotation: USUAL_ROTATION,
    sealdBytes: (bytes: Uint8Array) => bytes,
    fileHosts: [],
    fileElsewhere: () => Promise.reject(new Error('no files here')),
    reading: { cache: createDecryptedCache(), unsent: createUnsentMessages(), runInSlices: createSlices() },
  };
  asked.length = 0;
  for (let number = 0; number < COUNT; number++)
    open.push(await openEncryptedChannel(deps, ann.channel('messaging', idOf(number)), { quietly: true }));
  await settled();
  askedForOpening = [...asked];
}, 60_000);
afterAll(async () => {
  for (const one of open) one.close();
  // Without this a reconnect of stream-chat's own that is due connects again after the disconnecting (9.53, `_reconnect`, "Abort (3)").
  ann.options.enableWSFallback = true;
  await stage.close();
});
beforeEach(() => {
  stage.service.faults.reset();
  asked.length = 0;
});

const counting = (api: ChannelsApi): ChannelsApi =>
  Object.fromEntries(
    Object.entries(api).map(([name, call]) => [
      name,
      (...args: never[]) => {
        asked.push(name);
        return (call as (...given: never[]) => unknown)(...args);
      },
    ]),
  ) as ChannelsApi;

/** Does something while Ann has no connection; resolves when she has caught up. */
const whileAway = async (work: () => Promise<unknown> = AT_ONCE): Promise<void> => {
  const connection = ann.wsConnection;
  if (!connection) throw new Error('not connected');
  const recovered = nextEvent(ann, 'connection.recovered', () => true, 10_000);
  const reconnect = connection._reconnect;
  connection._reconnect = AT_ONCE; // not by itself: on a busy machine that would come on top of the one below
  stage.service.faults.set({ sockets: { refuse: true }, dropSockets: { userId: 'ann' } });
  await until(() => !connection.isHealthy);
  await work();
  stage.service.faults.set({ sockets: { refuse: false } });
  connection._reconnect = reconnect;
  await connection._reconnect({ interval: 1 });
  await recovered;
  await settled();
};

/** Everything that was put off into turns of its own has been done. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const askedFor = (part: string) => asked.filter((one) => one.includes(part)).length;

describe('a device with a hundred open channels', () => {
  it('asks for nothing when it opens them quietly', () => {
    expect(askedForOpening).toEqual([]);
  });

  it('comes back from a lost connection with few calls, within the published rate limits', async () => {
    stage.service.faults.set({ rateLimits: 'published' });
    await whileAway();
    expect(asked.length).toBeLessThanOrEqual(MOST_CALLS);
    expect(asked.map((one) => one.split('?')[0])).toEqual(Array(Math.ceil(COUNT / 30)).fill('/channels'));
  });

  it('hears of changes in every one of them again', async () => {
    const heard = new Set<string | undefined>();
    const listening = ann.on('channel.updated', ({ cid }: Event) => heard.add(cid));
    await Promise.all(
      open.map(({ stream }) => stage.server.channel('messaging', stream.id).updatePartial({ set: {} })),
    );
    await until(() => heard.size === COUNT, PATIENT_MS);
    listening.unsubscribe();
  });

  it('asks the registry for the one that is looked at, once', async () => {
    await whileAway();
    asked.length = 0;
    const leave = channel(7).attend();
    await until(() => asked.length > 0);
    channel(7).attend()();
    await settled();
    expect(asked).toEqual(['encryptionSession']);
    asked.length = 0;
    await whileAway();
    await until(() => askedFor('encryptionSession') === 1);
    leave();
    asked.length = 0;
    await whileAway();
    expect(askedFor('encryptionSession')).toBe(0);
  });

  it('asks the registry before it writes, once', async () => {
    await whileAway();
    asked.length = 0;
    await channel(8).send('hello');
    await channel(8).send('again');
    expect(askedFor('encryptionSession')).toBe(1);
    expect(askedFor('/members')).toBe(0);
    expect(askedFor('/message')).toBe(2);
  });

  it('starts an epoch without somebody who was removed meanwhile before it writes', async () => {
    await whileAway(() => stage.server.channel('messaging', idOf(9)).removeMembers(['cas']));
    expect(askedFor('/members')).toBe(0); // nobody has written yet
    await channel(9).send('without cas');
    expect(channel(9).epoch()?.members).toEqual(['ann', 'ben']);
    expect(askedFor('/members')).toBe(1);
    expect(askedFor('registerEncryptionSession')).toBe(1);
    const [message] = stage.service.listMessages(`messaging:${idOf(9)}`).slice(-1);
    expect(message?.text).toContain(channel(9).epoch()?.encryptionSessionId);
  });
});

describe('a recovery that fails', () => {
  it('is tried again, and leaves no channel deaf', async () => {
    await whileAway(async () => {
      stage.service.faults.set({
        requests: [{ path: '/channels', method: 'POST', status: 500, times: 3 }],
      });
    });
    expect(askedFor('/channels')).toBe(Math.ceil(COUNT / 30) + 3);
    const heard = nextEvent(channel(99).stream, 'message.new');
    await stage.server.channel('messaging', idOf(99)).sendMessage({ text: 'news', user_id: 'ben' });
    await heard;
  });

  it('ends when another one begins, which then brings everything', async () => {
    let recovered = 0;
    const { unsubscribe } = ann.on('connection.recovered', () => void recovered++);
    await Promise.all([ann.recoverState(), ann.recoverState()]);
    await settled();
    unsubscribe();
    expect([askedFor('/channels'), recovered]).toEqual([1 + Math.ceil(COUNT / 30), 1]);
  });

  it('for the sake of some channels leaves out those only, which are asked for before they are written in or looked at', async () => {
    const refused = Object.assign(new Error('refused'), { status: 403, code: 17 });
    const groups: string[][] = [];
    const ask = ann.queryChannelsRequest;
    ann.queryChannelsRequest = ((filter: { cid: { $in: string[] } }, ...rest: never[]) => {
      groups.push(filter.cid.$in);
      const isRefused = [50, 60].some((number) => filter.cid.$in.includes(channel(number).cid));
      return isRefused ? Promise.reject(refused) : ask.call(ann, filter, ...rest);
    }) as never;
    await whileAway(() => stage.server.channel('messaging', idOf(50)).removeMembers(['cas']));
    ann.queryChannelsRequest = ask;
    expect(groups[0]).toContain(channel(99).cid); // the newest message is there
    const hears = async (number: number) => {
      const isBens = ({ user }: Event) => user?.id === 'ben';
      const heard = nextEvent(channel(number).stream, 'message.new', isBens);
      await stage.server.channel('messaging', idOf(number)).sendMessage({ text: 'news', user_id: 'ben' });
      await heard;
    };
    for (const number of [49, 51]) await hears(number);
    asked.length = 0;
    await channel(50).send('without cas');
    expect(channel(50).epoch()?.members).toEqual(['ann', 'ben']);
    await hears(50);
    asked.length = 0;
    channel(60).attend()();
    await until(() => askedFor('encryptionSession') === 1);
    expect(askedFor('/members')).toBe(1);
    await hears(60);
  });
});
