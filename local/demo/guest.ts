import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { EncryptionSession, SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { forgedMessage } from './forged-message.ts';
import { ownAuthor } from './own-author.ts';
import type { Person } from './person.ts';
import { enter } from './talk.ts';

/** A message as the operator's dashboard shows it. */
export type StoredMessage = { id: string; text: string };

/** Somebody who is in a channel for a while and keeps whatever she can. */
export type Guest = {
  device: SecureChat;
  enter: (cid: string) => Promise<void>;
  channel: () => EncryptedChannel;
  /** Takes the key of the channel's encryption out of the app, as one may. */
  keepSession: () => Promise<void>;
  /** A message in somebody's name, made with the key she kept and the only author key she has. */
  forge: (from: string, text: string) => Promise<{ id: string; text: string }>;
  /** Each way to the words of a text, with what it gives or a rejection. */
  attempts: (text: string) => Record<string, () => Promise<string>>;
};

export const guestOn = (person: Person): Guest => {
  let sdk: SealdSdk | undefined;
  let channel: EncryptedChannel | undefined;
  let kept: EncryptionSession | undefined;
  const { ed25519, author } = ownAuthor();
  const device = person.newDevice({ onSdk: (made) => (sdk = made), config: { platform: { ed25519 } } });
  const inside = (): EncryptedChannel => there(channel);
  const retrieve = async (sessionId: string) => there(sdk).retrieveEncryptionSession({ sessionId });
  return {
    device,
    channel: inside,
    enter: async (cid) => {
      channel = await enter(device, cid);
    },
    keepSession: async () => {
      kept = await retrieve(there(inside().epoch()).encryptionSessionId);
    },
    forge: async (from, text) =>
      forgedMessage({ session: there(kept), by: await author(), from, cid: inside().cid, text }),
    attempts: (text) => ({
      'the key she kept': () => there(kept).decryptMessage(text),
      'her identity': async () => (await retrieve(sessionOf(text))).decryptMessage(text),
    }),
  };
};

const sessionOf = (text: string): string => (JSON.parse(text) as { sessionId: string }).sessionId;

/** Says which ways failed her. Throws when one did not, or when what she read as a member cannot be read with the same means. */
export const expectShutOut = async (
  guest: Guest,
  stored: readonly StoredMessage[],
  id: string,
): Promise<string> => {
  const text = there(stored.find((message) => message.id === id)).text;
  const before = there(stored.findLast((message) => sessionOf(message.text) === guestSession(guest))).text;
  for (const [means, attempt] of Object.entries(guest.attempts(before)))
    await attempt().catch((cause: unknown) => {
      throw new Error(`the test of Carol with ${means} is none: it opens nothing`, { cause });
    });
  for (const [means, attempt] of Object.entries(guest.attempts(text)))
    if (await opens(attempt)) throw new Error(`Carol could read on after her removal, with ${means}`);
  return `neither ${Object.keys(guest.attempts(text)).join(' nor ')} opens it`;
};

const opens = (attempt: () => Promise<string>): Promise<boolean> =>
  attempt().then(
    () => true,
    () => false,
  );

/** Of the last epoch she was in. */
const guestSession = (guest: Guest): string => there(guest.channel().epochs().at(-1)).encryptionSessionId;

const there = <T>(value: T | undefined | null): T => {
  if (value === undefined || value === null) throw new Error('Carol has not been here');
  return value;
};
