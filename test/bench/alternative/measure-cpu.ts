import type { Figure, Row, Table } from '../bench.ts';
import { figureOf, inTurns } from '../figures.ts';
import { type CallName, callNames } from './calls.ts';
import type { Child } from './child.ts';
import type { Contenders } from './contenders.ts';
import type { HandlerDone, HandlerWork } from './handler-process.ts';
import { eventOf, startHandler } from './lambda.ts';
import { type Client, saturate } from './load.ts';
import { cpuMs } from './process-usage.ts';

export type CpuOptions = {
  turns: number;
  /** Of each contender in a turn. */
  milliseconds: number;
  /** Before the first turn, so that what is often called is compiled. */
  warmMs: number;
};

/** Many codes in a day make counting one dearer than it is in life, so there are few. */
const CODES_AT_ONCE = 30;
/** A container of ours holds one request at a time; a server gets less to do for each when it has many. */
const CALLERS = { ours: 1, server: 8 };

/** Processor time a request, under as much load as the processes take. */
export const measureCpu = async (contenders: Contenders, options: CpuOptions): Promise<Table> => {
  const rows: Row[] = [];
  for (const name of callNames) rows.push(...(await rowsOf(contenders, name, options)));
  return {
    id: 'alternative-cpu',
    title: 'Processor time a request, beside the article’s server',
    unit: 'ms of one core',
    how: `As many requests as are answered in ${options.milliseconds} ms, ${options.turns} turns, after ${options.warmMs} ms that do not count. Value: processor time of one of our functions, asked by one caller: either with the real Lambda runtime client around the bundle, or of the bundle's handler alone. What API Gateway does (HTTP, TLS, checking the bearer token) is not in it: it is paid with the request. Alternative: one Fastify server with eight callers, which takes the HTTP and checks the token itself; its PostgreSQL's time stands in the note. Floor: a bare node:http server that answers constant JSON. 1000 divided by a figure is requests a second and core. Neither design's stand-in for a database waits for a disk. Ours does more before it answers: looks whether the account is open, counts calls and codes, opens the sealed key, names the caller in the log by a hash.`,
    rows,
  };
};

const rowsOf = async (
  contenders: Contenders,
  name: CallName,
  { turns, milliseconds, warmMs }: CpuOptions,
): Promise<Row[]> => {
  const handler = await startHandler(contenders, name);
  const postgres: number[] = [];
  try {
    const warming = Object.values(requests(contenders, name, handler, { milliseconds: warmMs }));
    for (const warm of warming) await warm();
    const figures = await inTurns(turns, requests(contenders, name, handler, { milliseconds, postgres }));
    const { runtime, own, alternative, floor } = figures;
    const note = noteOf(runtime, alternative, figureOf(postgres).median);
    return [
      { name: `${name}, under the runtime client`, value: runtime, floor, alternative, note },
      { name: `${name}, the handler alone`, value: own, floor, alternative },
    ];
  } finally {
    await handler.close();
  }
};

/** Each gives the milliseconds of processor time a request; what PostgreSQL took beside the alternative is put into `postgres`. */
const requests = (
  contenders: Contenders,
  name: CallName,
  handler: Child<unknown>,
  { milliseconds, postgres = [] }: { milliseconds: number; postgres?: number[] },
) => {
  const { ours, alternative, bare, calls, pids } = contenders;
  const atMost = name === 'challenge' ? CODES_AT_ONCE : Number.MAX_SAFE_INTEGER;
  const answered = (client: Client, atOnce: number) =>
    saturate(client, calls[name], { milliseconds, atMost, atOnce });
  const work: HandlerWork = {
    events: calls[name].map((call) => eventOf(contenders, name, call)),
    milliseconds,
    atMost,
  };
  return {
    runtime: async () => {
      const before = cpuMs(pids.ours(name));
      const count = await answered(ours, CALLERS.ours);
      return (cpuMs(pids.ours(name)) - before) / count;
    },
    own: async () => {
      const done = await handler.ask<HandlerDone>(work);
      return done.cpuMs / done.calls;
    },
    alternative: async () => {
      const [before, beside] = [cpuMs([pids.server]), cpuMs(pids.database())];
      const count = await answered(alternative, CALLERS.server);
      postgres.push((cpuMs(pids.database()) - beside) / count);
      return (cpuMs([pids.server]) - before) / count;
    },
    floor: async () => {
      const before = cpuMs([pids.bare]);
      const count = await answered(bare, CALLERS.server);
      return (cpuMs([pids.bare]) - before) / count;
    },
  };
};

const perSecond = ({ median }: Figure): string => Math.round(1000 / median).toLocaleString('en-US');

const noteOf = (own: Figure, other: Figure, postgres: number): string =>
  `${perSecond(own)} requests a second and core; the alternative ${perSecond(other)}, and its PostgreSQL takes ${postgres.toFixed(2)} ms more.`;
