import type { Row, Table } from '../bench.ts';
import { inTurns } from '../figures.ts';
import type { CallName } from './calls.ts';
import type { Child } from './child.ts';
import type { Contenders } from './contenders.ts';
import { coldStart } from './lambda.ts';
import { type Call, createClient } from './load.ts';

/** From nothing to the first answer. */
export const measureStart = async (
  contenders: Contenders,
  turns: number,
  names: readonly CallName[],
): Promise<Table> => {
  const { calls, startServer, startBare } = contenders;
  const rows: Row[] = [];
  for (const name of names) {
    const call = calls[name][0] as Call;
    const { value, alternative, floor } = await inTurns(turns, {
      value: () => coldStart(contenders, name),
      alternative: () => firstAnswer(startServer, call),
      floor: () => firstAnswer(startBare, call),
    });
    rows.push({ name, value, alternative, floor });
  }
  return {
    id: 'alternative-start',
    title: 'From nothing to the first answer, beside the article’s server',
    unit: 'ms',
    how: `A process started and asked once; ${turns} turns. Value: one function in the real Lambda runtime client. On AWS making the container comes before it. Alternative: the server, with PostgreSQL up and the table there. On AWS starting a task comes before it, which takes half a minute and more; but it is started once, and not by somebody who waits. Floor: a bare node:http server.`,
    rows,
  };
};

const firstAnswer = async (start: () => Promise<Child<{ url: string }>>, call: Call): Promise<number> => {
  const began = performance.now();
  const child = await start();
  const client = createClient(child.ready.url);
  const { status } = await client.send(call);
  const took = performance.now() - began;
  client.close();
  await child.close();
  if (status !== 200) throw new Error(`The first answer to ${call.path} was ${status}.`);
  return took;
};
