import type { Figure, Row, Table } from '../bench.ts';
import { figureOf } from '../figures.ts';
import { type CallName, callNames } from './calls.ts';
import type { Contenders } from './contenders.ts';
import { atFixedRate, type Client } from './load.ts';

/** Thirty requests a second, five of each kind. */
const EVERY_MS = 1000 / 30;
/** The floor hardly varies. */
const BARE_SHARE = 1 / 4;

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
  const rowOf = (name: CallName, share: number): Row => ({
    name: `${name}, ${share === 0.5 ? 'the middle' : 'the slowest of a hundred'}`,
    value: shareOf(samples.ours, name, share),
    floor: shareOf(samples.bare, name, share),
    alternative: shareOf(samples.alternative, name, share),
  });
  return {
    id: 'alternative-latency',
    title: 'Waiting for an answer, beside the article’s server',
    unit: 'ms',
    how: `Thirty requests a second, five of each kind, each sent at its moment whether or not those before were answered; ${turns} turns of ${milliseconds / 1000} s. Value: our local gateway, the real Lambda runtime client, the bundles, and a stand-in for DynamoDB written in JavaScript. The gateway and that stand-in share one process: what they take is not API Gateway's and DynamoDB's time. Alternative: a Fastify server and PostgreSQL on this machine, without the load balancer and the network there would be. Floor: a bare node:http server. So it compares software on one machine, and no clouds. The spread is that of the turns.`,
    rows: callNames.flatMap((name) => [rowOf(name, 0.5), rowOf(name, 0.99)]),
  };
};

/** Of all samples; low and high are those of single turns. */
const shareOf = (turns: readonly Samples[], name: CallName, share: number): Figure => {
  const of = (samples: readonly number[]): number =>
    [...samples].sort((one, other) => one - other)[Math.ceil(share * samples.length) - 1] ?? Number.NaN;
  const spread = figureOf(turns.map((samples) => of(samples[name])));
  return { ...spread, median: of(turns.flatMap((samples) => samples[name])) };
};
