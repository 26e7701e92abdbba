import { isDeepStrictEqual } from 'node:util';
import { decodeJwt } from 'jose';
import { callsOf, hookCall, newAsker } from './calls.ts';
import type { Answer, Client } from './load.ts';
import type { StackReady } from './stack-process.ts';

/** What the article's design does not know: the attempts at an identity, which identity it is, what its devices sign with, and a word of the factor. */
const ONLY_OURS = new Set([
  'attempt',
  'account',
  'mayBeStored',
  'sigchainHash',
  'authorKey',
  'authFactorHint',
]);

type Step = { name: string; answer: Answer };

/**
 * Leads somebody new through all calls of one server, right and wrong ones. `before` is what the server wants to know before `enroll`.
 */
const story = async (client: Client, stack: StackReady, hasSaving: boolean): Promise<Step[]> => {
  const asker = await newAsker(stack);
  const { token, me, signup, challenge, wrongChallenge, enroll, saving } = callsOf(asker);
  const steps: Step[] = [];
  const ask = async (name: string, call: Parameters<Client['send']>[0]) =>
    void steps.push({ name, answer: await client.send(call) });
  await ask('nobody asks who they are', { ...me, headers: {} });
  await ask('me before signup', me);
  await ask('challenge before signup', challenge);
  await ask('signup', signup);
  await ask('signup again', signup);
  await ask('me after signup', me);
  await ask('challenge to nowhere', wrongChallenge);
  await ask('challenge', challenge);
  for (const call of hasSaving ? saving : []) await client.send(call);
  await ask('enroll', enroll);
  await ask('enroll again', enroll);
  await ask('me after enrolling', me);
  await ask('token', token);
  await ask('hook with ciphertext', hookCall(stack));
  await ask('hook with clear text', hookCall(stack, { text: 'This was never encrypted' }));
  await ask('hook without a signature', hookCall(stack, { isSigned: false }));
  return steps.map((step) => ({ ...step, answer: comparable(step.answer, asker.userId) }));
};

/**
 * What of an answer has to be the same for both: its status; of a refusal its type; of anything else every field, where what is random or of the
 * moment is told by its form alone.
 */
const comparable = ({ status, body }: Answer, userId: string): Answer => {
  if (status === 401) return { status, body: 'refused' };
  if (status >= 400) return { status, body: (body as { error?: { type?: string } }).error?.type };
  return { status, body: formOf(body, userId) };
};

const formOf = (value: unknown, userId: string): unknown => {
  if (typeof value === 'string') return formOfText(value).replaceAll(userId, '<who asks>');
  if (Array.isArray(value)) return value.map((one) => formOf(one, userId));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !ONLY_OURS.has(name));
  return Object.fromEntries(kept.map(([name, one]) => [name, formOf(one, userId)]));
};

const formOfText = (text: string): string => {
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text))
    return `JWT of ${Object.keys(decodeJwt(text)).sort().join(' ')}`;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return 'time';
  if (/^[A-Za-z0-9+/]{86}==$/.test(text)) return '64 bytes';
  if (/^[\w-]{43}$/.test(text)) return '32 bytes';
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)) return 'UUID';
  if (text.startsWith('{"sessionId":"')) return 'ciphertext';
  return / /.test(text) ? 'words' : text;
};

/** Throws when ours and the alternative answer the same questions differently, naming the first. */
export const checkAnswers = async (stack: StackReady, ours: Client, alternative: Client): Promise<void> => {
  const [own, other] = [await story(ours, stack, true), await story(alternative, stack, false)];
  for (const [index, { name, answer }] of own.entries())
    if (!isDeepStrictEqual(answer, other[index]?.answer))
      throw new Error(
        `The alternative answers differently to "${name}": ${JSON.stringify(other[index]?.answer)} and not ${JSON.stringify(answer)}.`,
      );
};
