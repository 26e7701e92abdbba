import { openChat } from './chat.js';

type LocalStack = Parameters<typeof openChat>[0] & { issuer: string; inbox: string };

/** Somebody signed in at the local stack, who types what they are asked for. */
const registerPerson = async (stack: LocalStack, name: string) => {
  const phoneNumber = `+3247${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify({ name: `${name} ${Date.now()}` }) };
  const { userId, accessToken } = await (await fetch(`${stack.issuer}/register`, request)).json();
  const readCode = async (): Promise<string> =>
    (await (await fetch(`${stack.inbox}?to=${encodeURIComponent(phoneNumber)}`)).json()).at(-1).code;
  const ask = async (what: string) => (/code/.test(what) ? readCode() : phoneNumber);
  return { userId, name, accessToken: async () => accessToken, ask };
};

/** Alice writes to Bob. Answers what Bob reads, and the safety number they compare. */
export const twoPeople = async (stackUrl: string): Promise<{ read: string; safetyNumber: string }> => {
  const stack = await (await fetch(stackUrl)).json();
  const alice = await registerPerson(stack, 'Alice');
  const bob = await registerPerson(stack, 'Bob');
  const [hers, his] = await Promise.all([openChat(stack, alice), openChat(stack, bob)]);
  const written = await hers.startConversation(bob.userId);
  await written.sendMessage({ text: 'Hello, Bob' });
  const answered = await his.startConversation(alice.userId); // the same one, and he has accepted it
  const messages = await answered.messages();
  const { digits: safetyNumber } = await hers.safetyNumber(bob.userId);
  await Promise.all([hers.close(), his.close()]);
  const read = messages.map((message) => (message.kind === 'message' ? message.text : message.kind)).join();
  return { read, safetyNumber };
};
