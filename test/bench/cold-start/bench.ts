import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf } from '../../../infra/bundles.ts';
import type { DeployedFunction } from '../../../infra/deployed-functions.ts';
import type { Bench, Figure, Goal, Row, Table } from '../bench.ts';
import { inTurns } from '../figures.ts';
import { startWorldProcess } from '../warm/world.ts';
import { makeBundles } from './make-bundles.ts';
import { parts } from './parts.ts';
import { start } from './start.ts';
import { startTlsFronts } from './tls-fronts.ts';

type Started = { of: DeployedFunction; scenario: string; atMost: number; naive?: string; isQuick?: true };

/** Functions that people, or Stream, wait for; `naive` does the same work in the vendors' own way. */
const STARTED: readonly Started[] = [
  {
    of: 'stream-webhook',
    scenario: 'plaintext in an encrypted channel',
    atMost: 15,
    naive: 'stream-webhook',
    isQuick: true,
  },
  { of: 'token', scenario: 'for somebody enrolled', atMost: 15, naive: 'token', isQuick: true },
  { of: 'me', scenario: 'before enrolling', atMost: 35, naive: 'signup', isQuick: true },
  { of: 'signup', scenario: 'again', atMost: 35, naive: 'signup' },
  { of: 'challenge', scenario: 'the first code', atMost: 35 },
  { of: 'enroll', scenario: 'for the first time', atMost: 35 },
  { of: 'create-channel', scenario: 'a new one, with a stranger', atMost: 45 },
  { of: 'encryption-session', scenario: 'that Stream does not name yet', atMost: 45 },
  { of: 'sigchain-hash', scenario: 'of a member of a channel', atMost: 45, isQuick: true },
];
const NOTE =
  'What is not ours is in the parts below: node:https and a first call over TLS, for the secret, take most of what is aimed at; DynamoDB, Stream and the key storage are one more handshake each.';
/** So that nobody is told to wait. */
const PLENTY = { BUDGET_CAPACITY: '1000', CODES_PER_USER: '1000', CODES_PER_FACTOR: '1000' };

type World = Awaited<ReturnType<typeof startWorldProcess>>;
type Fronts = ReturnType<typeof startTlsFronts>;
type Around = { world: World; fronts: Fronts; folder: string; turns: number; say: (what: string) => void };

const prepare = async ({ world, fronts }: Around, { of, scenario }: Pick<Started, 'of' | 'scenario'>) => {
  const { variables = {}, event } = await world.prepare(of, scenario);
  const behindTls = await fronts.behindTls(variables);
  return { event, env: { ...behindTls, ...PLENTY, NODE_EXTRA_CA_CERTS: fronts.certificate } };
};

const measureFunction = async (started: Started, around: Around): Promise<Row> => {
  const { of, atMost, naive } = started;
  const { folder, turns } = around;
  const { env, event } = await prepare(around, started);
  const startOf = (bundle: string) => () => start({ bundle, env, event });
  const own = {
    value: startOf(join(bundleOf(of), 'index.mjs')),
    floor: startOf(join(folder, 'empty.mjs')),
  };
  const found = naive
    ? await inTurns(turns, { ...own, alternative: startOf(join(folder, `${naive}.mjs`)) })
    : await inTurns(turns, own);
  const goals: Goal[] = [{ of: 'value', atMost }];
  if (atMost < 20) goals.push({ of: 'belowAlternative', atLeast: 4 });
  return { name: of, ...found, goals, note: NOTE };
};

const measureParts = async (around: Around): Promise<Row[]> => {
  const { folder, turns } = around;
  const { env } = await prepare(around, { of: 'token', scenario: 'for somebody enrolled' });
  const startOf = (file: string) => () => start({ bundle: join(folder, file), env, event: {} });
  const names = Object.keys(parts);
  const found: Record<string, Figure> = await inTurns(turns, {
    empty: startOf('empty.mjs'),
    ...Object.fromEntries(names.map((name, at) => [name, startOf(`part-${at}.mjs`)])),
  });
  const { empty, ...figures } = found as Record<string, Figure> & { empty: Figure };
  return Object.entries(figures).map(([name, value]) => ({ name, value, floor: empty }));
};

const HOW =
  'The bundles that would be deployed, each start a process of its own: from before the import to the first answer. What they call are the stand-ins, in another process and behind TLS. ' +
  'The floor is a handler that does nothing; the alternative the same work with stream-chat, the AWS SDK and the usual build of zod.';

const partsTable = async (around: Around): Promise<Table> => {
  around.say('what each part costs');
  return {
    id: 'cold-start-parts',
    title: 'What the parts of a function cost at start',
    unit: 'ms',
    how: 'A module that uses only this, each start a process of its own. The floor is an empty module.',
    rows: await measureParts(around),
  };
};

/** Cold starts of the bundles that would be deployed, and of what they are made of. */
export const bench: Bench = {
  name: 'cold-start',
  run: async ({ quick, say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-starts-'));
    const world = await startWorldProcess();
    const fronts = startTlsFronts(folder);
    const around = { world, fronts, folder, say, turns: quick ? 2 : 9 };
    try {
      await makeBundles(folder);
      const rows: Row[] = [];
      for (const started of STARTED.filter(({ isQuick }) => isQuick || !quick)) {
        say(`cold starts of ${started.of}`);
        rows.push(await measureFunction(started, around));
      }
      const tables: Table[] = [
        { id: 'cold-starts', title: 'A cold start: import and first answer', unit: 'ms', how: HOW, rows },
      ];
      if (!quick) tables.push(await partsTable(around));
      return { tables };
    } finally {
      fronts.close();
      world.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
