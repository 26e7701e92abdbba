import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EncryptedChannel, SecureChat } from '@sealed-stream/secure-chat';
import { stackConfig } from '@sealed-stream/secure-chat/screens';
import { createClient } from '../../src/client';

const STACK = process.env.EXPO_PUBLIC_STACK ?? '';

export const readStack = async () => {
  const answer = await (await fetch(`${STACK}/stack.json`)).json();
  return {
    config: stackConfig.parse(answer),
    inbox: String(answer.inbox),
    dashboard: String(answer.dashboard),
  };
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
  sendsFiles(chat);
  const number = newNumber();
  await chat.onboarding.resume();
  await chat.onboarding.begin({ phoneNumber: number });
  await chat.onboarding.finish(await codeFor(number));
  return { chat, userId: await chat.connect() };
};

type Part = [string, { uri: string; name: string; type: string }];
type Call = { params: Record<string, string>; headers: Record<string, string> };
declare const global: { testNode: { fetch: typeof fetch; FormData: typeof FormData } };

/** Node sends what React Native's XMLHttpRequest would send from the disk; the journey in the Hermes VM has that one. */
const sendsFiles = ({ stream }: SecureChat): void => {
  const postForm = async (address: string, form: { _parts: Part[] }, { params, headers }: Call) => {
    const body = new global.testNode.FormData();
    for (const [field, { uri, name, type }] of form._parts)
      body.append(field, new Blob([readFileSync(fileURLToPath(uri))], { type }), name);
    const { 'Content-Type': _, ...rest } = headers;
    const request = { method: 'POST', headers: rest, body };
    const answer = await global.testNode.fetch(`${address}?${new URLSearchParams(params)}`, request);
    return { status: answer.status, headers: {}, config: {}, data: await answer.json() };
  };
  Object.assign(stream.axiosInstance, { postForm });
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

/** Resolves once these words have come as an answer in the thread of a message. */
export const hearAnswer = async (
  channel: EncryptedChannel,
  parentId: string,
  text: string,
): Promise<void> => {
  await new Promise<void>((resolve) => {
    const look = async () => {
      const { messages } = await channel.stream.getReplies(parentId, { limit: 10 });
      const read = await Promise.all(messages.map((one) => channel.read(one as never)));
      if (read.some((one) => one.kind === 'message' && one.text === text)) resolve();
    };
    channel.stream.on('message.new', () => void look());
    void look();
  });
};

/** What whoever runs the stack can do: points a channel at another session. Needs the stack's own secret. */
export const swapSession = async ({ cid }: { cid: string }): Promise<void> => {
  const { config } = await readStack();
  const state = process.env.SEALED_STREAM_STATE ?? resolve(__dirname, '../../../../.sealed-stream');
  const { apiSecret } = JSON.parse(JSON.parse(readFileSync(`${state}/secrets.json`, 'utf8')).stream);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ server: true })}`;
  const token = `${signed}.${createHmac('sha256', apiSecret).update(signed).digest('base64url')}`;
  const address = `${config.stream}/channels/${cid.replace(':', '/')}?api_key=${config.streamApiKey}`;
  const answer = await fetch(address, {
    method: 'PATCH',
    headers: { authorization: token, 'stream-auth-type': 'jwt', 'content-type': 'application/json' },
    body: JSON.stringify({ set: { session_id: randomUUID() } }),
  });
  if (!answer.ok) throw new Error(`Stream answers ${answer.status}`);
};
