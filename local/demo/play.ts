import { randomUUID } from 'node:crypto';
import { StreamChat } from 'stream-chat';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { StackUrls } from '../stack/stack-urls.ts';
import { expectShutOut, guestOn, type StoredMessage } from './guest.ts';
import type { Narrator } from './narrator.ts';
import { type Person, registerPerson, setUp } from './person.ts';
import type { Sight } from './side-by-side.ts';
import { correct, enter, say } from './talk.ts';
import { playVisit } from './visit.ts';

export type PlayOutcome = {
  sights: Sight[];
  /** What the hook said to a message sent in the clear. */
  refusal: string;
  /** What Alice's own app said to the same attempt. */
  blocked: string;
  /** What became of Carol's attempt to read on after her removal. */
  shutOut: string;
  /** What became of what she wrote in Bob's name. */
  inBobsName: string;
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
    const [alice, bob, carol] = await step('Alice, Bob and Carol register at the identity provider', () =>
      Promise.all([
        registerPerson(urls, `Alice ${suffix}`),
        registerPerson(urls, `Bob ${suffix}`),
        registerPerson(urls, `Carol ${suffix}`),
      ]),
    );
    const [alicePhone, bobPhone] = [deviceOf(alice), deviceOf(bob)];
    const guest = guestOn(carol);
    devices.push(guest.device);
    await step('Alice proves her phone, her device makes RSA-4096 keys', () => setUp(alice, alicePhone));
    await step('Bob and Carol prove theirs, their devices make their keys', () =>
      Promise.all([setUp(bob, bobPhone), setUp(carol, guest.device)]),
    );
    await step('All connect to Stream', () => Promise.all(devices.map((device) => device.connect())));
    const atAlice = await step('Alice opens an encrypted channel for the two of them', () =>
      alicePhone.createChannel({
        type: channelType(urls),
        id: `demo-${randomUUID()}`,
        members: [bob.userId],
      }),
    );
    const atBob = await step('Bob accepts the invitation', () => enter(bobPhone, atAlice.cid));
    const firstId = await step('Alice writes, Bob reads', () => say(atAlice, atBob, TYPED.first));
    const replyId = await step('Bob answers, Alice reads', () => say(atBob, atAlice, TYPED.reply));
    await step('Alice corrects her message', () => correct(atAlice, atBob, firstId, TYPED.edited));
    const visit = await playVisit({ step, guest, guestId: carol.userId, bobId: bob.userId, atAlice, atBob });
    const shutOut = await step('Carol tries everything she has on that message', async () =>
      expectShutOut(guest, await stored(urls, atAlice.cid), visit.afterId),
    );
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
      ...visit.typed,
    });
    return { sights, refusal, blocked, shutOut, inBobsName: visit.inBobsName };
  } finally {
    await Promise.all(devices.map((device) => device.close()));
  }
};

const channelType = ({ encryptedChannelTypes: [type] }: StackUrls): string => {
  if (!type) throw new Error('the stack names no encrypted channel type');
  return type;
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
  const read = await reader.messages();
  return (await stored(urls, cid)).map(({ id, text }) => {
    const seen = read.find((message) => message.id === id);
    return {
      typed: typed[id] ?? '?',
      stored: text,
      read: seen?.kind === 'message' ? seen.text : '(unreadable)',
    };
  });
};

const stored = async (urls: StackUrls, cid: string): Promise<StoredMessage[]> => {
  const response = await fetch(`${urls.dashboard}/messages?cid=${encodeURIComponent(cid)}`);
  return (await response.json()) as StoredMessage[];
};
