import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { registerPerson } from '../../../local/demo/person.ts';
import { freePorts } from '../../support/free-ports.ts';
import { openBreakages } from './breakages.ts';
import { comeToRest } from './come-to-rest.ts';
import { countAll } from './count-all.ts';
import { createDevice, type Server } from './device.ts';
import { errorName } from './error-name.ts';
import { type Figures, tally } from './figures.ts';
import { openLedger } from './ledger.ts';
import { type Network, openNetwork } from './network.ts';
import { makePlan, type Plan, type Size, type Trouble } from './plan.ts';
import { tellProgress } from './progress.ts';
import { openStackApart, type StackApart } from './stack-apart.ts';
import { makeTalks } from './talks.ts';
import { deviceOf, type World } from './world.ts';
import { writeMessages } from './write-messages.ts';

export type ChaosOptions = Size & {
  /** Gets a line for each stage of the run. */
  onLine?: (line: string) => void;
  /** How long everybody gets, once nothing breaks any more, to come to rest. */
  restSeconds?: number;
};

const REST_SECONDS = 300;
const AT_ONCE = 10;
/** So many devices set up at once; the others wait for their turn. */
const COMING_AT_ONCE = 16;
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
  const stack = await openStackApart({
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
    onLine(`${plan.size.people} people, ${plan.networks} networks, ${plan.talks.length} talks`);
    const writing = Promise.withResolvers<(atMs: number) => Promise<unknown>>();
    const talking = makeTalks(world, writing.promise);
    stopTelling = tellProgress(world, talking.whole, onLine);
    const coming = Promise.all([arrive(world), talking.made, sleep(plan.size.seconds * 500)]);
    await causeTroubles(world, plan.troubles.coming, coming);
    onLine('all have come, and write');
    const until = clockFromNow();
    writing.resolve(until);
    await Promise.all([causeTroubles(world, plan.troubles.writing), writeMessages(world, until)]);
    onLine('nothing breaks any more; everybody comes to rest');
    await world.breakages.mendAll();
    const late = await comeToRest(world, { talking: talking.whole, seconds: restSeconds, onLine });
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

const serversOf = ({ api, stream, seald, ssks }: StackApart): Record<Server, string> => ({
  api,
  stream,
  seald,
  ssks,
});

const openWorld = async (
  plan: Plan,
  stack: StackApart,
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
    caused: [],
    clock,
    retries,
    isOver: false,
  };
};

/** Answers how to wait until so many milliseconds from now. */
const clockFromNow = () => {
  const began = performance.now();
  return (atMs: number): Promise<unknown> => sleep(Math.max(0, began + atMs - performance.now()));
};

/** Each in its turn. Resolves when all are set up. */
const arrive = async (world: World): Promise<unknown> => {
  const until = clockFromNow();
  const limit = pLimit(COMING_AT_ONCE);
  return Promise.all(
    world.plan.arrivals.map(async ({ atMs, person, device }) => {
      await until(atMs);
      await limit(() => deviceOf(world, person, device).start());
    }),
  );
};

/** Each at its time. Resolves when the last has begun, or, if something is to be waited for, with that: what is planned after it does not happen. */
const causeTroubles = async (
  world: World,
  troubles: readonly Trouble[],
  end?: Promise<unknown>,
): Promise<void> => {
  const until = clockFromNow();
  let isOver = false;
  const over = end?.then(() => {
    isOver = true;
  });
  for (const trouble of troubles) {
    await Promise.race([until(trouble.atMs), ...(over ? [over] : [])]);
    if (isOver) return;
    void world.breakages.cause(trouble);
    world.caused.push(trouble.kind);
  }
  await over;
};
