import type { Row, Table } from '../bench.ts';
import { exactly } from '../figures.ts';
import { callNames } from './calls.ts';
import type { Contenders } from './contenders.ts';
import { memoryMb, sharedMemoryMb } from './process-usage.ts';

/** What processes hold that have answered some thousand requests. */
export const measureMemory = ({ pids }: Contenders): Table => {
  const [server, database, bare] = [
    memoryMb(pids.server),
    sharedMemoryMb(pids.database()),
    memoryMb(pids.bare),
  ];
  const ofOne = callNames.map((name) => ({ name, megabytes: memoryMb(pids.ours(name)[0] as number) }));
  const all = ofOne.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const rows: Row[] = ofOne.map(({ name, megabytes }) => ({
    name: `one container of ${name}`,
    value: exactly(megabytes),
    alternative: exactly(server),
    floor: exactly(bare),
  }));
  return {
    id: 'alternative-memory',
    title: 'Memory, beside the article’s server',
    unit: 'MB',
    how: 'Resident memory after the load of the tables above. Of PostgreSQL, which is many processes, what they share is counted once. Value: a function in the real Lambda runtime client; a container holds one request at a time, and there are none while nobody asks. Alternative: the Fastify server, which holds many requests at once and is always there. Floor: a bare node:http server.',
    rows: [
      ...rows,
      {
        name: 'a container of each; server and PostgreSQL',
        value: exactly(all),
        alternative: exactly(server + database),
        note: `PostgreSQL is ${Math.round(database)} MB of it, with ten connections; for ours DynamoDB is not counted, as it is nobody's to keep.`,
      },
    ],
  };
};
