import type { SecureChat } from '@sealed-stream/secure-chat';
import { stackConfig } from '@sealed-stream/secure-chat/screens';
import { createClient } from '../../src/client';

const STACK = process.env.EXPO_PUBLIC_STACK ?? '';

export const readStack = async () => {
  const answer = await (await fetch(`${STACK}/stack.json`)).json();
  return { config: stackConfig.parse(answer), inbox: String(answer.inbox), dashboard: String(answer.dashboard) };
};

let numbers = Date.now() % 1_000_000;
export const newNumber = (): string => `+32475${String(numbers++ % 1_000_000).padStart(6, '0')}`;

/** The code that has been sent to a number last. */
export const codeFor = async (number: string): Promise<string> => {
  const { inbox } = await readStack();
  const sent = await (await fetch(`${inbox}?to=${encodeURIComponent(number)}`)).json();
  return sent.at(-1).code;
};

/** Somebody with the app on a phone, without its screens; set up and connected. */
export const openPerson = async (name: string): Promise<{ chat: SecureChat; userId: string }> => {
  const { config } = await readStack();
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify({ name }) };
  const { userId, accessToken } = await (await fetch(`${config.issuer}/register`, request)).json();
  const signIn = { account: { sub: userId, name }, accessToken: async () => accessToken };
  const chat = await createClient({ config, signIn, keySize: 2048 });
  const number = newNumber();
  await chat.onboarding.resume();
  await chat.onboarding.begin({ phoneNumber: number });
  await chat.onboarding.finish(await codeFor(number));
  return { chat, userId: await chat.connect() };
};

/** What Stream has stored in a channel, as its operator sees it. */
export const storedAtStream = async (cid: string): Promise<string> => {
  const { dashboard } = await readStack();
  return (await fetch(`${dashboard}/messages?cid=${encodeURIComponent(cid)}`)).text();
};

/** Resolves once these words have come to somebody. */
export const hear = async (chat: SecureChat, cid: string, text: string): Promise<void> => {
  const channel = await chat.openChannel(cid);
  const isThere = async () =>
    (await channel.messages()).some((message) => message.kind === 'message' && message.text === text);
  await new Promise<void>((resolve) => {
    const look = () => void isThere().then((is) => is && resolve());
    channel.subscribe(look);
    look();
  });
};
