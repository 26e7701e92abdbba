import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { registerPerson } from '../../../local/demo/person.ts';
import { SERVERS } from '../../../local/stack/ports.ts';
import { type Stack, startStack } from '../../../local/stack/start-stack.ts';
import { openBreakages } from './breakages.ts';
import { comeToRest } from './come-to-rest.ts';
import { countAll } from './count-all.ts';
import { createDevice, type Device, type Server } from './device.ts';
import { errorName } from './error-name.ts';
import { type Figures, tally } from './figures.ts';
import { openLedger } from './ledger.ts';
import { type Network, openNetwork } from './network.ts';
import { type Deed, makePlan, type Plan, type Size } from './plan.ts';
import { tellProgress } from './progress.ts';
import { deviceOf, type World } from './world.ts';

export type ChaosOptions = Size & {
  /** Gets a line for each stage of the run. */
  onLine?: (line: string) => void;
  /** How long everybody gets, once nothing breaks any more, to come to rest. */
  restSeconds?: number;
};

const REST_SECONDS = 90;
const AT_ONCE = 10;
/** How often somebody may ask for a code is not what this is about. */
const ENDLESS_CODES = {
  CODES_PER_USER: '100000',
  CODES_PER_FACTOR: '100000',
  CODES_PER_CALLING_CODE: '1000000',
  CODES_PER_DAY: '1000000',
};

/**
 * Runs one plan: everybody comes, writes, and reads, while networks, parts and answers get lost; then nothing breaks any more, and when all have come to rest
 * everything is counted. A whole stack on free ports of 127.0.0.1, with clients in this process; nothing stays behind.
 */
export const runChaos = async (options: ChaosOptions): Promise<Figures> => {
  const { onLine = () => {}, restSeconds = REST_SECONDS } = options;
  const plan = makePlan(options);
  const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-chaos-'));
  const stack = await startStack({
    port: await freePorts(),
    stateDir,
    fresh: true,
    functionVariables: ENDLESS_CODES,
  });
  const networks = await Promise.all(
    Array.from({ length: plan.networks }, () => openNetwork(serversOf(stack))),
  );
  let stopTelling = () => {};
  const unheard: string[] = [];
  const onUnheard = (error: unknown) => void unheard.push(`nobody waited for: ${errorName(error)}`);
  // Seald's SDK leaves a promise behind that nobody waits for when a login of several calls at once fails; Node would end at it.
  process.on('unhandledRejection', onUnheard);
  try {
    const world = await openWorld(plan, stack, networks, stateDir);
    onLine(
      `${plan.size.people} people, ${plan.networks} networks, ${plan.talks.length} talks, ${plan.troubles.length} troubles`,
    );
    const talking = makeTalks(world);
    stopTelling = tellProgress(world, talking, onLine);
    await Promise.all([causeTroubles(world), doDeeds(world)]);
    onLine('nothing breaks any more; everybody comes to rest');
    await world.breakages.mendAll();
    const late = await comeToRest(world, { talking, seconds: restSeconds, onLine });
    world.isOver = true;
    stopTelling();
    onLine('nothing waits any more; counting');
    const figures = await countAll(world, late);
    for (const device of world.devices.flat()) await device.stop();
    return { ...figures, unheard: tally(unheard) };
  } finally {
    stopTelling();
    process.off('unhandledRejection', onUnheard);
    for (const network of networks) await network.close();
    await stack.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
};

const serversOf = ({ api, stream, seald, ssks }: Stack): Record<Server, string> => ({
  api,
  stream,
  seald,
  ssks,
});

const openWorld = async (
  plan: Plan,
  stack: Stack,
  networks: Network<Server>[],
  stateDir: string,
): Promise<World> => {
  const limit = pLimit(AT_ONCE);
  const people = await Promise.all(
    Array.from({ length: plan.size.people }, (_, n) => limit(() => registerPerson(stack, `Person ${n}`))),
  );
  const retries: string[] = [];
  const onRetry = (step: string, error: unknown) => void retries.push(`${step}: ${errorName(error)}`);
  const devices = people.map((person, n) =>
    [0, 1].map((device) => {
      const network = networks[plan.networkOf[n]?.[device as 0 | 1] ?? 0];
      if (!network) throw new Error('a device without a network');
      const name = `${n}/${device}`;
      const dir = join(stateDir, 'devices', `${n}-${device}`);
      return createDevice({ name, person, stack, network, dir, onRetry });
    }),
  );
  const began = performance.now();
  const clock = () => performance.now() - began;
  const userIds = people.map(({ userId }) => userId);
  const breakages = openBreakages({ stack, networks, devices, userIds, clock });
  const ledger = openLedger();
  return {
    plan,
    stack,
    networks,
    people,
    devices,
    ledger,
    breakages,
    cids: [],
    clock,
    retries,
    isOver: false,
  };
};

const until = (world: World, atMs: number): Promise<unknown> => sleep(Math.max(0, atMs - world.clock()));

const causeTroubles = async (world: World): Promise<void> => {
  for (const trouble of world.plan.troubles) {
    await until(world, trouble.atMs);
    void world.breakages.cause(trouble);
  }
};

/** Each talk is made as soon as its first member is there and the others are known; then its mover is taken out and in. */
const makeTalks = (world: World): Promise<unknown>[] => {
  const { plan, stack, people, devices, cids } = world;
  const [type = ''] = stack.encryptedChannelTypes;
  return plan.talks.map((talk, number) => {
    const [maker = 0, ...others] = talk.members;
    const device = deviceOf(world, maker, 0);
    const idOf = (person: number) => people[person]?.userId ?? '';
    const making = (async () => {
      await Promise.all(talk.members.map((member) => deviceOf(world, member, 0).start()));
      const id = `chaos-${plan.size.seed}-${number}`;
      const make = () => device.chat().createChannel({ type, id, members: others.map(idOf) });
      return (await insistOn(world, 'make', make)).cid;
    })();
    cids[number] = making;
    const moving = async () => {
      const cid = await making;
      if (talk.mover === undefined) return;
      const mover = idOf(talk.mover);
      await until(world, talk.leavesAtMs);
      await insistOn(world, 'remove', async () => (await device.channel(cid)).removeMember(mover));
      await until(world, talk.returnsAtMs);
      await insistOn(world, 'add', async () => (await device.channel(cid)).addMember(mover));
    };
    return Promise.all([moving(), ...talk.members.map((member) => joinWith(devices[member] ?? [], making))]);
  });
};

/** Until it works, or everything is over. */
const insistOn = async <Result>(world: World, step: string, work: () => Promise<Result>): Promise<Result> => {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (world.isOver) throw error;
      world.retries.push(`${step}: ${errorName(error)}`);
      await sleep(500);
    }
};

const joinWith = async (own: readonly Device[], making: Promise<string>): Promise<void> => {
  const cid = await making;
  for (const device of own) {
    await device.start().catch(() => {});
    await device.channel(cid).catch(() => {});
  }
};

const doDeeds = async (world: World): Promise<void> => {
  for (const deed of world.plan.deeds) {
    await until(world, deed.atMs);
    void doDeed(world, deed).catch((error) => world.retries.push(`${deed.kind}: ${errorName(error)}`));
  }
};

const doDeed = async (world: World, deed: Deed): Promise<void> => {
  const device = deviceOf(world, deed.person, deed.device);
  if (deed.kind === 'set-up') return device.start();
  const talks = talksOf(world, deed.person);
  const number = talks[deed.channel % talks.length];
  if (number === undefined) return;
  const cid = await world.cids[number];
  if (cid === undefined) return;
  if (deed.kind === 'renew') return (await device.channel(cid)).renewEncryption();
  const channel = await device.channel(cid);
  const entry = world.ledger.write(cid, deed.person, deed.device, world.clock());
  try {
    await channel.sendMessage({ text: entry.text });
    world.ledger.sent(entry, world.clock());
  } catch (error) {
    world.ledger.refused(entry, world.clock(), error);
  }
};

const talksOf = ({ plan }: World, person: number): number[] =>
  plan.talks.flatMap(({ members }, number) => (members.includes(person) ? [number] : []));

/** The first of as many free ports in a row as a stack has servers: a part that starts again needs its own port. */
const freePorts = async (): Promise<number> => {
  for (let first = 21_000 + Math.floor(Math.random() * 200) * 50; ; first += SERVERS.length)
    if ((await Promise.all(SERVERS.map((_, n) => isFree(first + n)))).every(Boolean)) return first;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
