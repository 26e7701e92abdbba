import type { Bench, Figure, Row } from '../bench.ts';
import { figureOf, inTurns } from '../figures.ts';
import { cloneProject } from './clone.ts';
import { untilReady, untilSynthesized } from './until-ready.ts';

const TURNS = 3;
const GOALS = { first: 8, again: 1.5 };

type Measured = Record<'first' | 'again' | 'synth', () => Promise<number>>;

/** One sample of each, in the order they are named. */
const once = async (measured: Measured): Promise<Record<keyof Measured, Figure>> => ({
  first: figureOf([await measured.first()]),
  again: figureOf([await measured.again()]),
  synth: figureOf([await measured.synth()]),
});

const OF_A_REPEAT =
  'Of a repeat, npm takes a quarter of a second, loading what the stack is made of two thirds of one, and the deployed function that sets Stream a quarter.';

/** How long `npm start` takes until everything is ready. */
export const bench: Bench = {
  name: 'npm-start',
  run: async ({ quick, say }) => {
    say('starting the stack in a clone of the project');
    const { folder, forgetBuilds, remove } = cloneProject();
    try {
      const measured: Measured = {
        first: async () => {
          forgetBuilds();
          return untilReady(folder);
        },
        again: () => untilReady(folder),
        synth: () => untilSynthesized(folder),
      };
      const { first, again, synth } = quick ? await once(measured) : await inTurns(TURNS, measured);
      const row = (name: string, value: Figure, atMost: number): Row => ({
        name,
        value,
        floor: synth,
        goals: [{ of: 'value', atMost }],
      });
      return {
        tables: [
          {
            id: 'npm-start',
            title: '`npm start` until everything is ready',
            unit: 's',
            how: "From the command to the line `Ready`, npm's own time included, in a clone with the packages of this one, on free ports: with nothing built, and once more with the state that the first left behind. The floor is `cdk synth` of the same stage alone.",
            rows: [
              row('first, with nothing built', first, GOALS.first),
              { ...row('repeated', again, GOALS.again), note: OF_A_REPEAT },
            ],
          },
        ],
      };
    } finally {
      remove();
    }
  },
};
