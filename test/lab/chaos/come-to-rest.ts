import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './within.ts';
import { type Reader, readersOf, type World } from './world.ts';

const LOOK_AGAIN_MS = 100;

type Rest = {
  /** The making of each talk, and all that happens to its members. */
  talking: readonly Promise<unknown>[];
  seconds: number;
  onLine: (line: string) => void;
};

/** Waits until everybody is set up, all talks are whole and nothing waits to be sent. Answers what has not come to rest in time, in words. */
export const comeToRest = async (world: World, { talking, seconds, onLine }: Rest): Promise<string[]> => {
  const deadline = performance.now() + seconds * 1000;
  const left = () => Math.max(0, deadline - performance.now());
  const late: string[] = [];
  const wait = async (what: string, work: Promise<unknown>) => {
    const isDone = work.then(
      () => true,
      () => true,
    );
    if (!(await within(left(), isDone, false))) late.push(what);
  };
  for (const device of world.devices.flat()) await wait(`${device.name} is not set up`, device.start());
  onLine('everybody is set up');
  for (const [number, talk] of talking.entries()) await wait(`talk ${number} is not at rest`, talk);
  onLine('all talks are whole');
  const isOpen = () => world.ledger.entries().some(({ outcome }) => outcome === 'open');
  while (left() > 0 && isOpen()) await sleep(LOOK_AGAIN_MS);
  onLine('everybody knows of each message whether it has gone');
  const unsent = await Promise.all(readersOf(world).map((reader) => emptied(reader, left)));
  return [...late, ...unsent.flat()];
};

/** Waits until nothing waits to be sent there; answers what does nevertheless, in words. */
const emptied = async ({ device, cid, where }: Reader, left: () => number): Promise<string[]> => {
  const opening = cid.then((known) => device.channel(known)).catch(() => undefined);
  const channel = await within(left(), opening, undefined);
  if (!channel) return [`it is not open ${where}`];
  while (left() > 0 && channel.outbox.entries().length > 0) await sleep(LOOK_AGAIN_MS);
  return channel.outbox.entries().map(({ state, reason }) => `a message is ${state} (${reason}) ${where}`);
};
