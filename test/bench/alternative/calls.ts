import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { ACCOUNT, SAVING } from '../../support/enrolled.ts';
import type { Call } from './load.ts';
import type { StackReady } from './stack-process.ts';

export const callNames = ['token', 'me', 'signup', 'challenge', 'enroll', 'stream-webhook'] as const;
export type CallName = (typeof callNames)[number];
export type Calls = Record<CallName, Call[]>;

const JSON_TYPE = { 'content-type': 'application/json' };

export type Asker = { userId: string; accessToken: string; phoneNumber: string };

let people = 0;

/** Somebody new at the stack's identity provider, which knows people by their names. */
export const newAsker = async ({ urls }: StackReady): Promise<Asker> => {
  people += 1;
  const response = await fetch(`${urls.issuer}/register`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ name: `Alice ${people}` }),
  });
  const registered = (await response.json()) as { userId: string; accessToken: string };
  return { ...registered, phoneNumber: `+3247${randomInt(0, 10_000_000).toString().padStart(7, '0')}` };
};

const asked = (
  { accessToken }: Pick<Asker, 'accessToken'>,
  method: string,
  path: string,
  body?: object,
): Call => ({
  method,
  path,
  headers: { authorization: `Bearer ${accessToken}`, ...(body && JSON_TYPE) },
  ...(body && { body: JSON.stringify(body) }),
});

/** What somebody can ask, one by one. */
export const callsOf = (asker: Asker) => ({
  token: asked(asker, 'POST', '/token'),
  me: asked(asker, 'GET', '/me'),
  signup: asked(asker, 'POST', '/signup'),
  challenge: asked(asker, 'POST', '/challenge', { phoneNumber: asker.phoneNumber }),
  wrongChallenge: asked(asker, 'POST', '/challenge', { phoneNumber: 'nobody' }),
  enroll: asked(asker, 'POST', '/enroll', { account: ACCOUNT }),
  /** What Sealed Stream wants to know before, and the article's design does not ask. */
  saving: SAVING.map((step) => asked(asker, 'PUT', '/me/identity', step)),
});

/** Stream's hook with a message of about a kilobyte: ciphertext, or the text that is told. */
export const hookCall = (
  { urls, secrets }: StackReady,
  told: { text?: string; isSigned?: boolean } = {},
): Call => {
  const sessionId = randomUUID();
  const text = told.text ?? JSON.stringify({ sessionId, data: randomBytes(384).toString('base64') });
  const [type] = urls.encryptedChannelTypes;
  const body = JSON.stringify({
    message: { id: randomUUID(), text, type: 'regular', html: '', attachments: [], mentioned_users: [] },
    user: { id: 'Alice', role: 'user' },
    channel: { id: 'room', type, cid: `${type}:room`, session_id: sessionId },
  });
  const signature = createHmac('sha256', secrets.stream.apiSecret).update(body).digest('hex');
  return {
    method: 'POST',
    path: '/webhooks/stream',
    headers: { ...JSON_TYPE, ...(told.isSigned !== false && { 'x-signature': signature }) },
    body,
  };
};
