import type { Figure, Row, Table } from '../bench.ts';
import { figureOf } from '../figures.ts';
import { type CallName, callNames } from './calls.ts';
import type { Contenders } from './contenders.ts';
import { atFixedRate, type Client } from './load.ts';

/** Eighteen requests a second, three of each kind. */
const EVERY_MS = 1000 / 18;
/** The floor hardly varies. */
const BARE_SHARE = 1 / 2;

type Samples = Record<CallName, number[]>;

/** How long people wait at a load that both designs carry with ease. */
export const measureLatency = async (
  contenders: Contenders,
  turns: number,
  milliseconds: number,
): Promise<Table> => {
  const { ours, alternative, bare, calls } = contenders;
  const samples: Record<'ours' | 'alternative' | 'bare', Samples[]> = { ours: [], alternative: [], bare: [] };
  const during = (client: Client, share: number) =>
    atFixedRate(client, calls, { milliseconds: milliseconds * share, everyMs: EVERY_MS });
  const turn = async (share: number) => ({
    ours: await during(ours, share),
    alternative: await during(alternative, share),
    bare: await during(bare, share * BARE_SHARE),
  });
  await turn(1 / 2);
  for (let count = 0; count < turns; count++) {
    const found = await turn(1);
    for (const who of ['ours', 'alternative', 'bare'] as const) samples[who].push(found[who]);
  }
  const rowOf = (who: string, names: readonly CallName[], share: number, words: string): Row => ({
    name: `${who}, ${words}`,
    value: shareOf(samples.ours, names, share),
    floor: shareOf(samples.bare, names, share),
    alternative: shareOf(samples.alternative, names, share),
  });
  return {
    id: 'alternative-latency',
    title: 'Waiting for an answer, beside the article’s server',
    unit: 'ms',
    how: `Eighteen requests a second, three of each kind, each sent at its moment whether or not those before were answered; ${turns} turns of ${milliseconds / 1000} s. Value: our local gateway, the real Lambda runtime client, the bundles, and a stand-in for DynamoDB written in JavaScript. The gateway and that stand-in share one process: what they take is not API Gateway's and DynamoDB's time. Alternative: a Fastify server and PostgreSQL on this machine, without the load balancer and the network there would be. Floor: a bare node:http server. So it compares software on one machine, and no clouds. The spread is that of the turns.`,
    rows: [
      ...callNames.map((name) => rowOf(name, [name], 0.5, 'the middle')),
      ...callNames.map((name) => rowOf(name, [name], 0.95, 'the slowest of twenty')),
      rowOf('all of them', callNames, 0.99, 'the slowest of a hundred'),
    ],
  };
};

/** Of all samples of these kinds; low and high are those of single turns. */
const shareOf = (turns: readonly Samples[], names: readonly CallName[], share: number): Figure => {
  const ofTurns = turns.map((samples) => names.flatMap((name) => samples[name]));
  const of = (samples: readonly number[]): number =>
    [...samples].sort((one, other) => one - other)[Math.ceil(share * samples.length) - 1] ?? Number.NaN;
  return { ...figureOf(ofTurns.map(of)), median: of(ofTurns.flat()) };
};
