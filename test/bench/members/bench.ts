import { type Crowd, startCrowd } from '../../support/crowd.ts';
import type { Bench, Curve, Goal, Row, Table } from '../bench.ts';
import { exactly, inTurns } from '../figures.ts';

/** People of a conversation, oneself among them. */
const SIZES = { quick: [2, 10], full: [2, 10, 50, 100, 300, 1_000] };
const TIMED = { quick: { people: 10, turns: 1 }, full: { people: 50, turns: 3 } };
const CALL_MS = 50;

type Counts = { seald: number; api: number };
type Counted = { people: number; first: Counts; known: Counts; rekey: Counts; alone: Counts };

/** What a new conversation and a re-key of many ask of Seald and of the backend. */
export const bench: Bench = {
  name: 'members',
  run: async ({ quick, say }) => {
    const sizes = quick ? SIZES.quick : SIZES.full;
    const timed = quick ? TIMED.quick : TIMED.full;
    say(`${Math.max(...sizes) - 1} people sign up`);
    const crowd = await startCrowd(Math.max(...sizes) - 1);
    try {
      const counted: Counted[] = [];
      for (const people of sizes) {
        say(`a conversation of ${people}`);
        counted.push(await countFor(crowd, people));
      }
      say(`a conversation of ${timed.people}, ${CALL_MS} ms a call`);
      const times = await timesFor(crowd, timed);
      return { tables: [callsTable(counted), times], curves: [curveOf(counted)] };
    } finally {
      await crowd.close();
    }
  },
};

const countFor = async (crowd: Crowd, people: number): Promise<Counted> => {
  const others = crowd.people.slice(0, people - 1);
  const [device, bare] = [await crowd.newDevice(), await crowd.newDevice()];
  const count = async (work: () => Promise<unknown>): Promise<Counts> => {
    const { seald, api } = await device.counting(work);
    return { seald: seald.filter(isNoLogin).length, api: api.length };
  };
  const first = await count(() => device.newChannel(others));
  device.start(); // what is only remembered is forgotten
  const channel = await device.newChannel(others);
  device.start();
  const known = await count(() => device.newChannel(others));
  device.start();
  const rekey = await count(() => device.rekey(channel));
  const alone = await count(() => bare.bySdkAlone(others));
  return { people, first, known, rekey, alone };
};

/** Each device logs in once, whatever it then does. */
const isNoLogin = (call: string): boolean => !/create_challenge|\/login\//.test(call);

const IN_TENS =
  'The SDK asks for ten people in a call, who owns a user id and what the chain’s head is, and for the heads once more when it makes the session.';
const THRICE =
  'The SDK asks three times for each person whom it does not know yet: keys, chain, and to be told of changes.';

const callsTable = (counted: readonly Counted[]): Table => ({
  id: 'calls-for-many',
  title: 'Calls for a conversation of many people',
  unit: 'calls',
  how: 'Counted at Seald’s emulator and at a backend in memory, with the vendor’s SDK and the core’s own way to a channel and its epochs. The app was started anew before each. Floor: the SDK alone makes a session for the same people, whom it does not know yet, and nobody looks at their keys.',
  rows: counted.flatMap(rowsOf),
});

/** What is asked of conversations of a hundred people; of larger ones, that they work and that nobody costs more than in those. */
const asked = (people: number, goals: Goal[]): { goals?: Goal[] } => (people <= 100 ? { goals } : {});

const rowsOf = ({ people, first, known, rekey, alone }: Counted): Row[] => [
  {
    name: `first contact with ${people}: Seald, for each`,
    value: exactly(first.seald / people),
    floor: exactly(alone.seald / people),
    ...asked(people, [{ of: 'value', atMost: 1.2 }]),
    ...(first.seald / people > 1.2 && { note: THRICE }),
  },
  {
    name: `${people} known people: Seald`,
    value: exactly(known.seald),
    ...asked(people, [{ of: 'value', atMost: 10 }]),
    ...(known.seald > 10 && { note: IN_TENS }),
  },
  {
    name: `a re-key of ${people}: Seald`,
    value: exactly(rekey.seald),
    ...asked(people, [{ of: 'value', atMost: 10 }]),
    ...(rekey.seald > 10 && { note: IN_TENS }),
  },
  {
    name: `${people} people: API, a conversation`,
    value: exactly(Math.max(first.api, known.api)),
    ...asked(people, [{ of: 'value', atMost: 3 }]),
  },
  {
    name: `${people} people: API, a re-key`,
    value: exactly(rekey.api),
    ...asked(people, [{ of: 'value', atMost: 3 }]),
  },
];

const timesFor = async (
  crowd: Crowd,
  { people, turns }: { people: number; turns: number },
): Promise<Table> => {
  const others = crowd.people.slice(0, people - 1);
  const known = await crowd.newDevice();
  const channel = await known.newChannel(others);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    crowd.delay(CALL_MS);
    const began = performance.now();
    try {
      await work();
      return performance.now() - began;
    } finally {
      crowd.delay(0);
    }
  };
  const figures = await inTurns(turns, {
    first: async () => {
      const device = await crowd.newDevice();
      return timed(() => device.newChannel(others));
    },
    alone: async () => {
      const device = await crowd.newDevice();
      return timed(() => device.bySdkAlone(others));
    },
    known: () => timed(() => known.newChannel(others)),
    rekey: () => timed(() => known.rekey(channel)),
  });
  const { first, alone } = figures;
  return {
    id: 'time-for-many',
    title: `A conversation of ${people}, ${CALL_MS} ms a call`,
    unit: 'ms',
    how: `Every call of Seald and of the backend is held up for ${CALL_MS} ms. Floor: the SDK alone makes a session for the same people, whom it does not know yet, and nobody looks at their keys. Keys have 1,024 bits.`,
    rows: [
      { name: 'first contact', value: first, floor: alone },
      { name: 'known people', value: figures.known },
      { name: 're-key', value: figures.rekey },
    ],
  };
};

const curveOf = (counted: readonly Counted[]): Curve => {
  const series = (name: string, callsOf: (one: Counted) => number) => ({
    name,
    points: counted.map((one) => [one.people, callsOf(one) / one.people] as const),
  });
  return {
    id: 'calls-for-each-member',
    title: 'Calls of Seald for each member',
    x: { name: 'people', logarithmic: true },
    y: { name: 'calls for each' },
    series: [
      series('first contact', ({ first }) => first.seald),
      series('known people', ({ known }) => known.seald),
      series('re-key', ({ rekey }) => rekey.seald),
    ],
  };
};
