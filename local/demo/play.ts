import { randomUUID } from 'node:crypto';
import { StreamChat } from 'stream-chat';
import type { SecureChat } from '../../client-example/src/secure-chat/create-secure-chat.ts';
import type { EncryptedChannel } from '../../client-example/src/secure-chat/encrypted-channel.ts';
import type { ReadMessage } from '../../client-example/src/secure-chat/incoming.ts';
import type { StackUrls } from '../stack/stack-urls.ts';
import type { Narrator } from './narrator.ts';
import { type Person, registerPerson, setUp } from './person.ts';
import type { Sight } from './side-by-side.ts';

export type PlayOutcome = {
  sights: Sight[];
  /** What the hook said to a message sent in the clear. */
  refusal: string;
  /** What Alice's own app said to the same attempt. */
  blocked: string;
};

const TYPED = {
  first: 'Hi Bob, dinner at eight? Door code 4711.',
  reply: 'Yes! I bring the wine \u{1F377}',
  edited: 'Hi Bob, dinner at NINE. Door code 4711.',
};
const CLEAR_TEXT = 'this one is not encrypted';

/** Plays Alice and Bob through everything, with the vendors' own SDKs and nothing but HTTP. May be repeated on one stack. */
export const play = async (urls: StackUrls, narrator: Narrator): Promise<PlayOutcome> => {
  const { step, note } = narrator;
  const devices: SecureChat[] = [];
  const deviceOf = (person: Person) => {
    const device = person.newDevice();
    devices.push(device);
    return device;
  };
  try {
    const suffix = randomUUID().slice(0, 4);
    const [alice, bob] = await step('Alice and Bob register at the identity provider', () =>
      Promise.all([registerPerson(urls, `Alice ${suffix}`), registerPerson(urls, `Bob ${suffix}`)]),
    );
    const alicePhone = deviceOf(alice);
    const bobPhone = deviceOf(bob);
    await step('Alice proves her phone, her device makes RSA-4096 keys', () => setUp(alice, alicePhone));
    await step('Bob proves his phone, his device makes his keys', () => setUp(bob, bobPhone));
    await step('Both connect to Stream', () => Promise.all([alicePhone.connect(), bobPhone.connect()]));
    const atAlice = await step('Alice opens an encrypted channel for the two of them', () =>
      alicePhone.createChannel({
        type: channelType(urls),
        id: `demo-${randomUUID()}`,
        members: [bob.userId],
      }),
    );
    const atBob = await step('Bob opens it too', () => bobPhone.openChannel(atAlice.cid));
    const firstId = await step('Alice writes, Bob reads', () => say(atAlice, atBob, TYPED.first));
    const replyId = await step('Bob answers, Alice reads', () => say(atBob, atAlice, TYPED.reply));
    await step('Alice corrects her message', () => correct(atAlice, atBob, firstId, TYPED.edited));
    const atNewPhone = await step('Bob loses his phone and sets up a new one with a code', async () => {
      const newPhone = deviceOf(bob);
      await setUp(bob, newPhone);
      return newPhone.openChannel(atAlice.cid);
    });
    const refusal = await step('Another app sends in the clear, past the encryption', () =>
      sendInTheClear(urls, alice, alicePhone, atAlice.stream.id as string),
    );
    const blocked = await step("Alice's own app tries the same", () => sendThroughGuard(atAlice));
    note(`channel ${atAlice.cid}, encryption session ${atAlice.epoch()?.encryptionSessionId}`);
    const sights = await look(urls, atAlice.cid, atNewPhone, {
      [firstId]: TYPED.edited,
      [replyId]: TYPED.reply,
    });
    return { sights, refusal, blocked };
  } finally {
    await Promise.all(devices.map((device) => device.close()));
  }
};

const channelType = ({ encryptedChannelTypes: [type] }: StackUrls): string => {
  if (!type) throw new Error('the stack names no encrypted channel type');
  return type;
};

const say = async (from: EncryptedChannel, to: EncryptedChannel, text: string): Promise<string> => {
  const arrives = arrival(to, (message) => message.kind === 'message' && message.text === text);
  const id = await from.send(text);
  await arrives;
  return id;
};

const correct = async (from: EncryptedChannel, to: EncryptedChannel, id: string, text: string) => {
  const arrives = arrival(
    to,
    (message) => message.kind === 'message' && message.id === id && message.rev === 1,
  );
  await from.edit(id, text);
  await arrives;
};

const ARRIVAL_TIMEOUT_MS = 10_000;

/** Waits for a message on the live connection. */
const arrival = (channel: EncryptedChannel, wanted: (message: ReadMessage) => boolean): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error('the message did not arrive within 10 s')),
    ARRIVAL_TIMEOUT_MS,
  );
  const stop = channel.subscribe((event) => {
    if ('message' in event && wanted(event.message)) resolve();
  });
  return promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
};

/** A client without the core, as a careless app or a stolen token would have; answers what Stream's hook says. */
const sendInTheClear = async (
  urls: StackUrls,
  person: Person,
  { api }: SecureChat,
  channelId: string,
): Promise<string> => {
  const { accessToken } = await api.token();
  const client = new StreamChat(urls.streamApiKey, { baseURL: urls.stream, allowServerSideConnect: true });
  await client.connectUser({ id: person.userId }, accessToken);
  try {
    const { message } = await client.channel(channelType(urls), channelId).sendMessage({ text: CLEAR_TEXT });
    if (message.type !== 'error') throw new Error('a message in the clear was let through');
    return message.text ?? '';
  } finally {
    await client.disconnectUser();
  }
};

const sendThroughGuard = async ({ stream }: EncryptedChannel): Promise<string> => {
  try {
    await stream.sendMessage({ text: CLEAR_TEXT });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the egress guard let a message in the clear out');
};

/** What was typed, what the operator's dashboard shows, and what Bob reads on his new phone. */
const look = async (
  urls: StackUrls,
  cid: string,
  reader: EncryptedChannel,
  typed: Record<string, string>,
): Promise<Sight[]> => {
  const response = await fetch(`${urls.dashboard}/messages?cid=${encodeURIComponent(cid)}`);
  const stored = (await response.json()) as { id: string; text: string }[];
  const read = await reader.messages();
  return stored.map(({ id, text }) => {
    const seen = read.find((message) => message.id === id);
    return {
      typed: typed[id] ?? '?',
      stored: text,
      read: seen?.kind === 'message' ? seen.text : '(unreadable)',
    };
  });
};
