import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSecureChat } from '../../../client-example/secure-chat/src/create-secure-chat.ts';
import {
  type DeviceRecords,
  memoryRecords,
} from '../../../client-example/secure-chat/src/platform/device-records.ts';
import {
  type DeviceStorage,
  memoryStorage,
} from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createSealdSdk } from '../../../client-example/secure-chat/src/seald/seald-sdk.ts';
import type { SecureChat, SecureChatConfig } from '../../../client-example/secure-chat/src/secure-chat.ts';
import type { ConnectionState } from '../../../client-example/secure-chat/src/stream/connection-state.ts';
import { openWorld, type World } from '../../conformance/seald-support.ts';
import { API_KEY, openStage, type Stage, until } from '../../conformance/stream-stage.ts';
import { fakeWindows } from '../../support/fake-windows.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import { API_URL, fakeBackend, SEALD_PREFIX } from './fake-backend.ts';

/** stream-chat keeps a timer of this length for each connection (see stream-stage.ts). */
const CONNECT_BUDGET_MS = 100;
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-chat-'));

let stage: Stage;
let world: World;
const open: SecureChat[] = [];

beforeAll(async () => {
  [stage, world] = await Promise.all([openStage(), openWorld()]);
});
afterAll(async () => {
  await Promise.all(open.map((chat) => chat.close().catch(() => {})));
  await world.close();
  await new Promise((resolve) => setTimeout(resolve, CONNECT_BUDGET_MS));
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

type Device = {
  storage: DeviceStorage;
  database: { path: string; rawKey: string };
  records?: DeviceRecords;
};
type Person = { name: string; phoneNumber: string; fetch: typeof fetch };

let people = 0;
const person = (name: string): Person => {
  people += 1;
  return {
    name: `${name}-${people}`,
    phoneNumber: `+3247012345${people}`,
    fetch: fakeBackend(stage, world, `${name}-${people}`),
  };
};

const newDevice = (): Device => ({
  storage: memoryStorage(),
  database: { path: mkdtempSync(join(folder, 'device-')), rawKey: randomBytes(64).toString('base64') },
});

const storageIn = (stored: Map<string, string>): DeviceStorage => ({
  get: async (key) => stored.get(key) ?? null,
  set: async (key, value) => void stored.set(key, value),
  remove: async (key) => void stored.delete(key),
  clear: async () => stored.clear(),
});

/** The app as it starts on a device. */
const start = (
  { fetch }: Person,
  { storage, database, records }: Device,
  options: Partial<SecureChatConfig> = {},
): SecureChat => {
  const chat = createSecureChat({
    apiUrl: API_URL,
    streamApiKey: API_KEY,
    streamUrl: stage.service.url,
    sealdIdPrefix: SEALD_PREFIX,
    encryptedChannelTypes: ['messaging'],
    accessToken: async () => 'token of the identity provider',
    storage,
    createSealdSdk: createSealdSdk({
      appId: world.secrets.appId,
      apiUrl: world.service.url,
      ssksUrl: world.service.ssksUrl,
      database,
      keySize: 1024,
    }),
    platform: { fetch },
    records,
    ...options,
  });
  chat.stream.defaultWSTimeout = CONNECT_BUDGET_MS;
  open.push(chat);
  return chat;
};

const setUp = async ({ phoneNumber }: Person, chat: SecureChat): Promise<void> => {
  await chat.onboarding.begin({ phoneNumber });
  await chat.onboarding.finish(world.service.inbox.list(phoneNumber).at(-1)?.code ?? '');
};

const ready = async (who: Person, device: Device = newDevice()): Promise<SecureChat> => {
  const chat = start(who, device);
  await setUp(who, chat);
  await chat.connect();
  await stage.server.partialUpdateUser({ id: who.name, set: { name: who.name } });
  return chat;
};

describe('people and conversations', () => {
  it('are found by a part of the name, without oneself', async () => {
    const [carla, carlo] = [person('carla'), person('carlo')];
    const chat = await ready(carla);
    await ready(carlo);
    expect(await chat.findPeople(' CARL ')).toEqual([{ id: carlo.name, name: carlo.name }]);
    expect(await chat.findPeople('nobody at all')).toEqual([]);
    expect(await chat.findPeople('  ')).toEqual([]);
  });

  it('are found with or without the accents of the name', async () => {
    const [anna, jose] = [person('anna'), person('jose')];
    const chat = await ready(anna);
    await stage.server.upsertUser({ id: jose.name, name: `Hélène José ${jose.name}` });
    for (const typed of ['jose jo', 'Hélène', 'helene', 'HELE'])
      expect(await chat.findPeople(typed)).toMatchObject([{ id: jose.name }]);
    expect(await chat.findPeople('helena')).toEqual([]);
  });

  it('of two are one, whoever starts it and however often', async () => {
    const [dora, emil] = [person('dora'), person('emil')];
    const [atDora, atEmil] = [await ready(dora), await ready(emil)];
    const first = await atDora.startConversation(emil.name);
    const again = await atDora.startConversation([emil.name, dora.name]);
    const other = await atEmil.startConversation(dora.name);
    expect(again).toBe(first);
    expect(other.cid).toBe(first.cid);
    await first.send('hello');
    await until(() => other.stream.state.messages.length > 0);
    expect(await other.messages()).toMatchObject([{ kind: 'message', text: 'hello' }]);
  });

  it('of three are new each time, and nobody is asked for who has no identity', async () => {
    const [finn, gina, hugo] = [person('finn'), person('gina'), person('hugo')];
    const atFinn = await ready(finn);
    await ready(gina);
    const unready = { name: 'MembersNotEnrolledError', userIds: [hugo.name] };
    await expect(atFinn.startConversation([gina.name, hugo.name])).rejects.toMatchObject(unready);
    await ready(hugo);
    const one = await atFinn.startConversation([gina.name, hugo.name]);
    const two = await atFinn.startConversation([gina.name, hugo.name]);
    expect(two.cid).not.toBe(one.cid);
    expect(Object.keys(one.stream.state.members)).toHaveLength(3);
  });
});

describe('the keys of a conversation', () => {
  it.each([
    ['thirty days unless the app says otherwise', undefined, 30],
    ['as long as the app says', { messages: 10, days: 2 }, 2],
  ])('are made anew after %s', async (_, rotation, days) => {
    const [kurt, lisa] = [person('kurt'), person('lisa')];
    await ready(lisa);
    let past = 0;
    const now = () => new Date(Date.now() + past * 24 * 60 * 60 * 1000);
    const chat = start(kurt, newDevice(), { platform: { fetch: kurt.fetch, now }, rotation });
    await setUp(kurt, chat);
    await chat.connect();
    const channel = await chat.startConversation(lisa.name);
    past = days - 1;
    await channel.send('before');
    expect(channel.epoch()?.epoch).toBe(1);
    past = days;
    await channel.send('after');
    expect(channel.epoch()?.epoch).toBe(2);
  });
});

describe('signing out', () => {
  it('leaves nothing on the device, and the code brings everything back', async () => {
    const [iris, jack] = [person('iris'), person('jack')];
    const device = newDevice();
    const stored = new Map<string, string>();
    device.storage = storageIn(stored);
    const chat = await ready(iris, device);
    await ready(jack);
    const { cid, send } = await chat.startConversation(jack.name);
    await send('before');
    expect(stored.size).toBeGreaterThan(0);
    await chat.signOut();
    expect(stored.size).toBe(0);
    expect(chat.connectionState()).toBe('offline');
    await expect(chat.openChannel(cid)).rejects.toMatchObject({ code: 'NOT_READY' });
    const again = start(iris, device);
    expect(await again.onboarding.resume()).toMatchObject({ state: 'auth-factor-needed', isReturning: true });
    await setUp(iris, again);
    expect(await (await again.openChannel(cid)).messages()).toMatchObject([{ text: 'before' }]);
  });

  it('closes the channels before it wipes the device: an open one would store its count of messages again', async () => {
    const ivan = person('ivan');
    const device = newDevice();
    const chat = await ready(ivan, device);
    const jane = person('jane');
    await ready(jane, newDevice());
    const channel = await chat.startConversation(jane.name);
    const order: string[] = [];
    channel.close = () => void order.push('closed');
    const { clear } = device.storage;
    device.storage.clear = async () => {
      order.push('wiped');
      await clear();
    };
    await chat.signOut();
    expect(order.slice(0, 2)).toEqual(['closed', 'wiped']);
  });

  it('wipes an identity that this start of the app has not touched', async () => {
    const kurt = person('kurt');
    const device = newDevice();
    const before = await ready(kurt, device);
    await before.close();
    await start(kurt, device).signOut();
    const files = readdirSync(device.database.path, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile() && /backup|User/.test(file.name))).toEqual([]);
    expect(await start(kurt, device).onboarding.resume()).toMatchObject({ state: 'auth-factor-needed' });
  });

  it('ends all windows of the person, of which none writes anything after', async () => {
    const [mia, noah] = [person('mia'), person('noah')];
    const stored = new Map<string, string>();
    const device = { ...newDevice(), storage: storageIn(stored), records: memoryRecords() };
    const windows = fakeWindows();
    const ended: string[] = [];
    const openWindow = async (name: string) => {
      const own = windows.open();
      const onSignedOut = () => void ended.push(name);
      const chat = start(mia, device, { windows: own, onSignedOut });
      if ((await chat.onboarding.resume()).state !== 'ready') await setUp(mia, chat);
      await chat.connect();
      return { own, chat };
    };
    await ready(noah);
    const one = await openWindow('one');
    const other = await openWindow('other');
    const asleep = await openWindow('asleep');
    const { cid } = await one.chat.startConversation(noah.name);
    const channel = await other.chat.openChannel(cid);
    const late = await asleep.chat.openChannel(cid);
    windows.sleep(asleep.own);
    await one.chat.signOut();
    await until(() => ended.includes('other') && other.chat.connectionState() === 'offline');
    await expect(channel.send('too late')).rejects.toThrow();
    await expect(other.chat.api.me()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    expect(ended).toEqual(['other']);
    expect(await asleep.chat.isSignedIn()).toBe(false); // it wakes
    await until(() => ended.includes('asleep') && asleep.chat.connectionState() === 'offline');
    await expect(late.send('too late')).rejects.toThrow();
    const files = readdirSync(device.database.path, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile() && /backup|User/.test(file.name))).toEqual([]);
    expect([[...stored.keys()], await device.records.keys('')]).toEqual([[], []]);
  });

  it('is possible before anything was begun', async () => {
    await expect(start(person('lena'), newDevice()).signOut()).resolves.toBeUndefined();
  });
});

describe('the connection', () => {
  it('is told as online, reconnecting, or offline without a network', async () => {
    const mara = person('mara');
    let hasNetwork = true;
    const device = newDevice();
    const chat = start(mara, device, { isDeviceOnline: () => hasNetwork });
    await setUp(mara, chat);
    expect(chat.connectionState()).toBe('offline');
    const seen: ConnectionState[] = [];
    const stop = chat.onConnectionChange((state) => seen.push(state));
    await chat.connect();
    expect(chat.connectionState()).toBe('online');
    await loseConnection(mara, () => seen.includes('reconnecting'));
    await until(() => chat.connectionState() === 'online', 20_000);
    hasNetwork = false;
    await loseConnection(mara, () => !chat.stream.wsConnection?.isHealthy);
    chat.stream.dispatchEvent({ type: 'connection.changed', online: false }); // what stream-chat would tell after 5 s
    await until(() => chat.connectionState() === 'online', 20_000);
    const changes = seen.filter((state, index) => state !== seen[index - 1]);
    expect(changes).toEqual(['online', 'reconnecting', 'online', 'offline', 'online']);
    stop();
    const toldBefore = seen.length;
    await chat.close();
    expect(seen).toHaveLength(toldBefore);
  }, 60_000);
});

/** Until that is seen: stream-chat tells of a lost connection only when it could not be had back within 5 s. */
const loseConnection = async ({ name }: Person, isSeen: () => boolean): Promise<void> => {
  stage.service.faults.set({ sockets: { refuse: true }, dropSockets: { userId: name } });
  await until(isSeen, 15_000);
  stage.service.faults.set({ sockets: { refuse: false } });
};

// Last: it takes the server's users away.
describe('an identity that the key server has forgotten', () => {
  it('is told as such, in use and at the start, and signing out is the way on', async () => {
    const [nora, olaf] = [person('nora'), person('olaf')];
    const device = newDevice();
    const chat = await ready(nora, device);
    await ready(olaf);
    world.service.faults.api.put({ forgetUsers: true, forgetSessions: true });
    const forgotten = { code: 'IDENTITY_FORGOTTEN' };
    await expect(chat.startConversation(olaf.name)).rejects.toMatchObject(forgotten);
    await expect(chat.startConversation(olaf.name)).rejects.toMatchObject(forgotten);
    await chat.close().catch(() => {});
    const again = start(nora, device);
    await expect(again.onboarding.resume()).rejects.toMatchObject(forgotten);
    await again.signOut();
    const anew = start(nora, device);
    expect(await anew.onboarding.resume()).toMatchObject({ state: 'auth-factor-needed' });
  });
});

describe('what waits for a channel that was deleted while this device was away', () => {
  it('is taken off the device with its files and drafts, and the person is told; nothing else is', async () => {
    const [ann, ben] = [person('ann'), person('ben')];
    const records = memoryRecords();
    const device = { ...newDevice(), records };
    await ready(ben);
    const before = await ready(ann, device);
    const [deleted, other] = [
      await before.startConversation(ben.name),
      await before.startConversation(ben.name, { asGroup: true }),
    ];
    before.stream.axiosInstance.interceptors.request.use(() => Promise.reject(new Error('no network')));
    for (const channel of [deleted, other]) {
      channel.send('unsent').catch(() => {});
      await untilOutbox(channel, ([entry]) => entry?.reason === 'no-connection');
      const file = await channel.uploadFile(new File(['words'], 'kept.txt'));
      await channel.keepDraft({ text: 'begun', attachments: [file] }, 'a-thread');
    }
    expect(await records.keys('file/')).toHaveLength(2);
    await before.close();
    await stage.server.channel('messaging', deleted.stream.id).delete();

    const after = start(ann, device);
    let changes = 0;
    after.onDeletedChannels(() => {
      changes += 1;
    });
    await after.onboarding.resume();
    await after.connect();
    await until(() => after.deletedChannels().length > 0);
    expect(after.deletedChannels()).toEqual([
      { cid: deleted.cid, code: 'CHANNEL_DELETED', messages: 1, drafts: 1 },
    ]);
    const left = await records.keys('');
    expect(left.filter((key) => key.includes(encodeURIComponent(deleted.cid)))).toEqual([]);
    expect(left.filter((key) => key.startsWith('file/'))).toHaveLength(1);
    const again = await after.openChannel(other.cid);
    expect(await again.draft('a-thread')).toMatchObject({ text: 'begun' });
    await untilOutbox(again, ({ length }) => length === 0);
    after.noteDeletedChannels();
    expect([after.deletedChannels(), changes]).toEqual([[], 2]);
  });
});
