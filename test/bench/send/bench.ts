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

/** One is sent at a time. */
const MESSAGES = { full: 400, quick: 60 };
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
      say('a stack, two people, and the same two without encryption');
      const stack = startAsked<StackQuestion, StackAnswer>(
        new URL('../pairs/stack-process.ts', import.meta.url),
      );
      processes.push(stack);
      const { urls } = await stack.ask('start');
      if (!urls) throw new Error('the stack says no addresses');
      const [alice, bob] = ['Alice', 'Bob'].map((name) => startPerson(urls, name)) as [Someone, Someone];
      processes.push(alice, bob);
      await meet(alice, bob);
      const turns = quick ? MESSAGES.quick : MESSAGES.full;
      say(`${turns} messages each way`);
      const sending = await measureSending(alice, bob, turns);
      say('sealing alone');
      const { sealing } = await alice.ask({ do: 'seal', quick });
      await stack.ask('close');
      return { tables: [tableOf(sending, turns), sealing as Table] };
    } finally {
      await Promise.all(processes.map((one) => one.end()));
    }
  },
};

const startPerson = (urls: StackUrls, name: string): Someone =>
  startAsked(new URL('./person-process.ts', import.meta.url), [JSON.stringify(urls), name]);

const meet = async (alice: Someone, bob: Someone): Promise<void> => {
  const [, { userId = '' }] = await Promise.all([alice.ask({ do: 'who' }), bob.ask({ do: 'who' })]);
  const { cid = '' } = await alice.ask({ do: 'create', with: userId, id: randomUUID() });
  await bob.ask({ do: 'enter', cid });
};

/** Sends one and answers how many milliseconds later the other side has it. */
const sendOne = async (from: Someone, to: Someone, way: WayName): Promise<number> => {
  const text = newText(LETTERS);
  await to.ask({ do: 'await', way, text });
  await sleep(PAUSE_MS);
  const [{ at: began }, { at: seen }] = await Promise.all([
    from.ask({ do: 'send', way, text }),
    to.ask({ do: 'seen' }),
  ]);
  return Number(seen) - Number(began);
};

type Samples = Record<WayName, number[]>;

/** In turns, each time the other one first. */
const measureSending = async (from: Someone, to: Someone, turns: number): Promise<Samples> => {
  const samples: Samples = { encrypted: [], plain: [] };
  for (let turn = -WARM_UP; turn < turns; turn++) {
    const order = turn % 2 === 0 ? (['encrypted', 'plain'] as const) : (['plain', 'encrypted'] as const);
    for (const way of order) {
      const took = await sendOne(from, to, way);
      if (turn >= 0) samples[way].push(took);
    }
  }
  return samples;
};

const tableOf = ({ encrypted, plain }: Samples, turns: number): Table => {
  const row: Row = {
    name: `a message of ${LETTERS} letters`,
    value: figureOf(encrypted),
    floor: figureOf(plain),
    goals: [{ of: 'overFloor', atMost: GOAL }],
  };
  return {
    id: 'send',
    title: 'From "send" until the other side sees it',
    unit: 'ms',
    how: `The local stack and two people, a process each, ${turns} messages each way, one at a time, in turns, with a pause between them. The floor is the same message without encryption: the vendor's own client, in a channel type of the same Stream without encryption, through the same hook. Spread: the 5th and the 95th of a hundred.`,
    rows: [row],
  };
};
