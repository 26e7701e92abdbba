import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamChat } from 'stream-chat';
import type { ChannelEvent } from '../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { type DeviceOptions, type Person, registerPerson, setUp } from '../../local/demo/person.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack/start-stack.ts';

/** Small RSA keys: a journey is about the way, not the strength; the conformance tests make full ones. */
const KEY_SIZE = 1024;
const EVENT_TIMEOUT_MS = 10_000;
/** stream-chat leaves a timer of this length behind each connection, 15 s by default, and jest waits for it. */
const CONNECT_TIMEOUT_MS = 4_000;

/** A fresh stack for one test file, people on it, and what they left behind. */
export type Journey = {
  stack: Stack;
  stateDir: string;
  person: (name: string) => Promise<Person>;
  device: (person: Person, options?: DeviceOptions) => SecureChat;
  /** A device that is set up and connected. */
  readyDevice: (person: Person, options?: DeviceOptions) => Promise<SecureChat>;
  close: () => Promise<void>;
};

let people = 0;

/** Starts the stack. Call `close` when done: it ends devices and stack and removes the state. */
export const startJourney = async (options: Partial<StackOptions> = {}): Promise<Journey> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-journey-'));
  const stack = await startStack({ port: 0, stateDir, fresh: true, warmAll: false, ...options });
  const devices: SecureChat[] = [];
  const device = (person: Person, deviceOptions: DeviceOptions = {}) => {
    const made = person.newDevice({ keySize: KEY_SIZE, ...deviceOptions });
    made.stream.defaultWSTimeout = CONNECT_TIMEOUT_MS;
    devices.push(made);
    return made;
  };
  return {
    stack,
    stateDir,
    person: (name) => {
      people += 1;
      return registerPerson(stack, `${name} ${people}`);
    },
    device,
    readyDevice: async (person, deviceOptions) => {
      const made = device(person, deviceOptions);
      await setUp(person, made);
      await made.connect();
      return made;
    },
    close: async () => {
      for (const made of devices) await made.close().catch(() => {}); // one by one: some share a database
      await stack.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
};

/** A connected client of the vendor's alone, without the core on top: a careless app, or a stolen token. */
export const bareClient = async (
  { stack }: { stack: Pick<Stack, 'streamApiKey' | 'stream'> },
  person: Pick<Person, 'userId'>,
  device: SecureChat,
): Promise<StreamChat> => {
  const client = new StreamChat(stack.streamApiKey, { baseURL: stack.stream, allowServerSideConnect: true });
  client.defaultWSTimeout = CONNECT_TIMEOUT_MS;
  await client.connectUser({ id: person.userId }, (await device.api.token()).accessToken);
  return client;
};

/** The stack's first encrypted channel type. */
export const encryptedType = ({ stack }: Journey): string => {
  const [type] = stack.encryptedChannelTypes;
  if (!type) throw new Error('the stack has no encrypted channel type');
  return type;
};

/** The next event that fits, or a failure after ten seconds, which nobody needs to wait for. */
export const nextEvent = (
  channel: EncryptedChannel,
  wanted: (event: ChannelEvent) => boolean = () => true,
): Promise<ChannelEvent> => {
  const { promise, resolve, reject } = Promise.withResolvers<ChannelEvent>();
  const timer = setTimeout(() => reject(new Error('no such event within 10 s')), EVENT_TIMEOUT_MS);
  const stop = channel.subscribe((event) => wanted(event) && resolve(event));
  const event = promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
  event.catch(() => {});
  return event;
};
