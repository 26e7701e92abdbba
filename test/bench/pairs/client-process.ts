import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import { registerPerson, setUp } from '../../../local/demo/person.ts';
import { arrival, enter } from '../../../local/demo/talk.ts';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import { answerQuestions } from './asked-process.ts';
import { type EventLoop, watchEventLoop } from './event-loop.ts';

/** Pairs of people with the real SDKs and the client core. `talk`: so many of the pairs that there are write. */
export type ClientQuestion =
  | { do: 'meet'; pairs: number }
  | { do: 'talk'; pairs: number; seconds: number; everyMs: number };
export type ClientAnswer = {
  /** Of each message, milliseconds from `send` until the other has read it. */
  seenAfterMs: number[];
  /** How long they wrote. */
  seconds: number;
  unseen: number;
  cpuMs: number;
  eventLoop: EventLoop;
};

type Pair = { channels: readonly [EncryptedChannel, EncryptedChannel] };

const KEY_SIZE = 1024;
const AT_ONCE = 4;
/** Of people coming while all else goes on, some calls take too long. */
const TRIES = 3;
/** stream-chat leaves a timer of this length behind each connection. */
const CONNECT_TIMEOUT_MS = 4_000;

const stack = JSON.parse(process.argv[2] ?? '') as StackUrls;
/** Of this process, so that names differ. */
const name = process.argv[3] ?? '';
/** Alices, and as many Bobs: setting up hundreds would be all that the time goes to. With more pairs each is in several. */
const peopleOfAKind = Number(process.argv[4]);
const pairs: Pair[] = [];
const limit = pLimit(AT_ONCE);

const insist = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
};

const ready = async (who: string): Promise<{ userId: string; device: SecureChat }> => {
  const person = await registerPerson(stack, who);
  const device = person.newDevice({ keySize: KEY_SIZE });
  device.stream.defaultWSTimeout = CONNECT_TIMEOUT_MS;
  await insist(() => setUp(person, device));
  await insist(() => device.connect());
  return { userId: person.userId, device };
};

/** Each once, however many conversations they are in. */
const people = new Map<string, Promise<{ userId: string; device: SecureChat }>>();
const somebody = (who: string, number: number) => {
  const called = `${who} ${name}-${number % peopleOfAKind}`;
  const before = people.get(called) ?? ready(called);
  people.set(called, before);
  return before;
};

const meet = async (number: number): Promise<Pair> => {
  const [alice, bob] = await Promise.all([
    somebody('Alice', number),
    somebody('Bob', number + Math.floor(number / peopleOfAKind)),
  ]);
  const atAlice = await insist(() => alice.device.startConversation(bob.userId));
  const atBob = await insist(() => enter(bob.device, atAlice.cid));
  return { channels: [atAlice, atBob] };
};

const meetAll = async (wanted: number): Promise<void> => {
  const numbers = Array.from({ length: Math.max(0, wanted - pairs.length) }, (_, n) => pairs.length + n);
  pairs.push(...(await limit.map(numbers, meet)));
};

/** In turns, one message each `everyMs` unless the one before is not there yet. */
const chat = async ({ channels }: Pair, until: number, everyMs: number, answer: ClientAnswer) => {
  let next = performance.now() + Math.random() * everyMs;
  for (let turn = 0; next < until; turn++) {
    await sleep(Math.max(0, next - performance.now()));
    const [from, to] = turn % 2 === 0 ? channels : [channels[1], channels[0]];
    const text = `message ${turn}`;
    const began = performance.now();
    if (began >= until) return;
    const seen = arrival(
      to,
      (event) => event.type === 'new' && 'text' in event.message && event.message.text === text,
    );
    const [isSeen] = await Promise.all([
      seen.then(
        () => true,
        () => false,
      ),
      from.send(text).catch(() => {}),
    ]);
    if (isSeen) answer.seenAfterMs.push(performance.now() - began);
    else answer.unseen++;
    next = Math.max(next + everyMs, performance.now());
  }
};

const talk = async (pairCount: number, seconds: number, everyMs: number): Promise<ClientAnswer> => {
  const answer = { seenAfterMs: [], seconds, unseen: 0, cpuMs: 0, eventLoop: { p50: 0, p99: 0, busy: 0 } };
  const before = process.cpuUsage();
  const loop = watchEventLoop();
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(pairs.slice(0, pairCount).map((pair) => chat(pair, until, everyMs, answer)));
  const { user, system } = process.cpuUsage(before);
  return {
    ...answer,
    seconds: (performance.now() - began) / 1000,
    cpuMs: (user + system) / 1000,
    eventLoop: loop.end(),
  };
};

answerQuestions<ClientQuestion, ClientAnswer | undefined>(async (question) => {
  if (question.do === 'talk') return talk(question.pairs, question.seconds, question.everyMs);
  await meetAll(question.pairs);
  return undefined;
});
