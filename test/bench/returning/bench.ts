import { type Journey, startJourney } from '../../journey/journey-stack.ts';
import { type Asked, type ReturningUser, startReturningUser } from '../../journey/returning-user.ts';
import type { Bench, Figure, Row, Table } from '../bench.ts';
import { exactly, figureOf } from '../figures.ts';

/** Conversations in the list. */
const ROWS = { full: [1, 10, 30], quick: [1, 10] };
const TURNS = { full: 7, quick: 2 };
/** What each call to the API and to Seald takes longer. */
const DELAY_MS = 50;
const MOST_API = 3;
const MOST_SEALD = 8;

type Start = { rows: number; asked: Asked; took: Figure };

export const bench: Bench = {
  name: 'returning',
  run: async ({ quick, say }) => {
    const journey = await startJourney({ warmAll: true });
    try {
      const starts = await measure(journey, quick, say);
      return { tables: [callsOf(starts), timesOf(starts, quick)] };
    } finally {
      await journey.close();
    }
  },
};

const measure = async (journey: Journey, quick: boolean, say: (what: string) => void): Promise<Start[]> => {
  journey.stack.streamService.faults.set({ rateLimits: 'off' }); // nobody makes so many conversations in a minute
  const user = await startReturningUser(journey, DELAY_MS);
  try {
    const starts: Start[] = [];
    for (const rows of quick ? ROWS.quick : ROWS.full) {
      say(`a start with ${rows} conversations`);
      await user.haveConversations(rows);
      starts.push(await startWith(user, rows, quick ? TURNS.quick : TURNS.full));
    }
    return starts;
  } finally {
    await user.close();
  }
};

const startWith = async (user: ReturningUser, rows: number, turns: number): Promise<Start> => {
  let { asked } = await user.comeBack(rows);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const start = await user.comeBack(rows);
    asked = start.asked;
    times.push(start.tookMs);
  }
  return { rows, asked, took: figureOf(times) };
};

const callsOf = (starts: readonly Start[]): Table => ({
  id: 'returning-calls',
  title: 'What the app asks at a start',
  unit: 'calls',
  how: 'The app is started again on a device that has seen its conversations, until the last message of every row of the list is decrypted and verified. Calls to Stream are not counted: the connection and one query.',
  rows: starts.flatMap(({ rows, asked }): Row[] => [
    {
      name: `of our API, ${named(rows)}`,
      value: exactly(asked.api.length),
      ...(rows === 30 && { goals: [{ of: 'value', atMost: MOST_API } as const] }),
    },
    {
      name: `of Seald, ${named(rows)}`,
      value: exactly(asked.seald.length),
      ...(rows === 30 && { goals: [{ of: 'value', atMost: MOST_SEALD } as const] }),
    },
  ]),
});

const timesOf = (starts: readonly Start[], quick: boolean): Table => ({
  id: 'returning-time',
  title: 'From the start of the app until all rows are shown',
  unit: 'ms',
  how: `The same, with ${DELAY_MS} ms more for each call to our API and to Seald, in Node with RSA keys of 1024 bits; ${quick ? TURNS.quick : TURNS.full} starts each.`,
  rows: starts.map(({ rows, took }): Row => ({ name: named(rows), value: took })),
});

const named = (rows: number): string => (rows === 1 ? 'one conversation' : `${rows} conversations`);
