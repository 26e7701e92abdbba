import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import type { Bench, Row, Table } from '../bench.ts';
import { figureOf } from '../figures.ts';
import { type AskedProcess, startAsked } from '../pairs/asked-process.ts';
import type { StackAnswer, StackQuestion } from '../pairs/stack-process.ts';
import type { PersonAnswer, PersonQuestion, WayName } from './person-process.ts';
import { newText } from './ways.ts';

type Someone = AskedProcess<PersonQuestion, PersonAnswer>;
/** Who writes first, and to whom. */
type Pair = readonly [Someone, Someone];
type Pairs = Record<WayName, Pair>;

/** One is sent at a time. */
const MESSAGES = { full: 400, quick: 30 };
const WARM_UP = 40;
const LETTERS = 100;
const GOAL = 1.3;
/** What the stack does after a message, such as telling its queues, is not to fall on the next. */
const PAUSE_MS = 25;

export const bench: Bench = {
  name: 'send',
  run: async ({ quick, say }) => {
    const processes: AskedProcess<never, unknown>[] = [];
    try {
      say('a stack, two people, and two without encryption');
      const stack = startAsked<StackQuestion, StackAnswer>(
        new URL('../pairs/stack-process.ts', import.meta.url),
      );
      processes.push(stack);
      const { urls } = await stack.ask('start');
      if (!urls) throw new Error('the stack says no addresses');
      const pairs = {
        encrypted: startPair(urls, 'encrypted', ['Alice', 'Bob']),
        plain: startPair(urls, 'plain', ['Carol', 'Dan']),
      };
      processes.push(...pairs.encrypted, ...pairs.plain);
      await Promise.all([meet(pairs.encrypted), meet(pairs.plain)]);
      const turns = quick ? MESSAGES.quick : MESSAGES.full;
      say(`${turns} messages each way`);
      const sending = await measureSending(pairs, turns);
      say('sealing alone');
      const { sealing } = await pairs.encrypted[0].ask({ do: 'seal', quick });
      await stack.ask('close');
      return { tables: [tableOf(sending, turns), sealing as Table] };
    } finally {
      await Promise.all(processes.map((one) => one.end()));
    }
  },
};

const startPair = (urls: StackUrls, way: WayName, [one, other]: readonly [string, string]): Pair => {
  const start = (name: string): Someone =>
    startAsked(new URL('./person-process.ts', import.meta.url), [JSON.stringify(urls), name, way]);
  return [start(one), start(other)];
};

const meet = async ([alice, bob]: Pair): Promise<void> => {
  const [, { userId = '' }] = await Promise.all([alice.ask({ do: 'who' }), bob.ask({ do: 'who' })]);
  const { cid = '' } = await alice.ask({ do: 'create', with: userId, id: randomUUID() });
  await bob.ask({ do: 'enter', cid });
};

/** Sends one and answers how many milliseconds later the other side has it. */
const sendOne = async ([from, to]: Pair): Promise<number> => {
  const text = newText(LETTERS);
  await to.ask({ do: 'await', text });
  await sleep(PAUSE_MS);
  const [{ at: began }, { at: seen }] = await Promise.all([
    from.ask({ do: 'send', text }),
    to.ask({ do: 'seen' }),
  ]);
  return Number(seen) - Number(began);
};

type Samples = Record<WayName, number[]>;

/** In turns, each time the other one first. */
const measureSending = async (pairs: Pairs, turns: number): Promise<Samples> => {
  const samples: Samples = { encrypted: [], plain: [] };
  for (let turn = -WARM_UP; turn < turns; turn++) {
    const order = turn % 2 === 0 ? (['encrypted', 'plain'] as const) : (['plain', 'encrypted'] as const);
    for (const way of order) {
      const took = await sendOne(pairs[way]);
      if (turn >= 0) samples[way].push(took);
    }
  }
  return samples;
};

/** By traces of each step, on two busy cores. */
const NOTE =
  'About two milliseconds more on the way out, where the message is kept on the device, signed and encrypted; three on the way in, where HMAC, decryption and signature go through Node’s threads one after another; a third of one in the hook.';

const tableOf = ({ encrypted, plain }: Samples, turns: number): Table => {
  const row: Row = {
    name: `a message of ${LETTERS} letters`,
    value: figureOf(encrypted),
    floor: figureOf(plain),
    goals: [{ of: 'overFloor', atMost: GOAL }],
    note: NOTE,
  };
  return {
    id: 'send',
    title: 'From "send" until the other side sees it',
    unit: 'ms',
    how: `The local stack and two people for each way, a process each, ${turns} messages each way, one at a time, in turns, with a pause between them. The floor is the same message without encryption: the vendor's own client, in a channel type of the same Stream without encryption, through the same hook. Spread: the 5th and the 95th of a hundred.`,
    rows: [row],
  };
};
