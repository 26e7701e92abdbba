import { randomUUID } from 'node:crypto';
import type { Channel } from 'stream-chat';
import { memoryRecords } from '../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { encryptedType, type Journey } from './journey-stack.ts';

/** Paths of what was asked, in order. */
export type Asked = { api: string[]; seald: string[] };

/** Somebody with conversations, whose app is started again and again on the same device. */
export type ReturningUser = {
  /** Makes groups with one friend, who writes the last message of each, until there are so many; the device has seen them all. */
  haveConversations: (count: number) => Promise<void>;
  /** Starts the app as `web` does and shows the newest so many rows of the list, until the last message of each is decrypted. Answers what was asked meanwhile, and how long it took. */
  comeBack: (rows: number) => Promise<{ asked: Asked; tookMs: number }>;
  close: () => Promise<void>;
};

/** `delayMs`: what each call to the API and to Seald takes longer from the first return on. */
export const startReturningUser = async (journey: Journey, delayMs = 0): Promise<ReturningUser> => {
  const { stack, stateDir } = journey;
  const proxy = await startCuttingProxy({ api: stack.api, seald: stack.seald }, delayMs);
  const [person, friend] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
  const kept: DeviceOptions = {
    storage: memoryStorage(),
    database: { path: `${stateDir}/${randomUUID()}`, rawKey: Buffer.alloc(64, 1).toString('base64') },
    config: { records: memoryRecords() },
  };
  const [first, friends] = await Promise.all([
    journey.readyDevice(person, kept),
    journey.readyDevice(friend),
  ]);
  const cids: string[] = [];
  let open: SecureChat | undefined = first;
  const opened = async (): Promise<SecureChat> => {
    if (open) return open;
    open = journey.device(person, kept);
    await open.onboarding.resume();
    await open.connect();
    return open;
  };
  const closed = async (): Promise<void> => {
    await open?.close();
    open = undefined;
  };
  return {
    haveConversations: async (count) => {
      while (cids.length < count) {
        const made = await (await opened()).createChannel({
          type: encryptedType(journey),
          id: randomUUID(),
          members: [friend.userId],
        });
        const atFriend = await enter(friends, made.cid);
        await atFriend.send(`hello ${cids.length}`);
        cids.push(made.cid);
      }
    },
    comeBack: async (rows) => {
      await closed();
      const device = journey.device(person, { ...kept, urls: proxy.urls });
      proxy.arm(null);
      const began = performance.now();
      await start(person, device, rows);
      const tookMs = performance.now() - began;
      const asked = [...proxy.requests];
      await device.close();
      return { asked: { api: pathsOf(asked, 'api'), seald: pathsOf(asked, 'seald') }, tookMs };
    },
    close: proxy.close,
  };
};

const start = async ({ userId }: Person, device: SecureChat, rows: number): Promise<void> => {
  const { state } = await device.onboarding.resume();
  if (state !== 'ready') throw new Error(`the device is not ready but ${state}`);
  await device.connect();
  const filter = { members: { $in: [userId] } };
  const options = { limit: rows, state: true, watch: true, presence: true };
  const channels = await device.stream.queryChannels(filter, { last_message_at: -1 }, options);
  if (channels.length !== rows) throw new Error(`there are ${channels.length} rows instead of ${rows}`);
  await Promise.all(channels.map((channel) => showRow(device, channel)));
};

const showRow = async (device: SecureChat, { cid, state }: Channel): Promise<void> => {
  const opened = await device.openChannel(cid, { quietly: true });
  const last = state.latestMessages.at(-1);
  const read = last && (await opened.read(last));
  if (read?.kind !== 'message') throw new Error(`a row shows no message but ${read?.kind}`);
};

const pathsOf = (requests: readonly string[], server: keyof Asked): string[] =>
  requests.flatMap((request) => (request.startsWith(`${server} `) ? [request.slice(server.length + 1)] : []));
