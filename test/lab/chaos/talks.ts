import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from './device.ts';
import { errorName } from './error-name.ts';
import { deviceOf, type World } from './world.ts';

const PAUSE_MS = 500;

export type Talking = {
  /** Each conversation is made, and all its members' devices have it open. */
  made: Promise<unknown>;
  /** One for each: also those who were taken out and in are through with that. */
  whole: readonly Promise<unknown>[];
};

/** Each talk is made as soon as its members are known. `writing`: when people begin to write, which is when some are taken out and in. */
export const makeTalks = (world: World, writing: Promise<(atMs: number) => Promise<unknown>>): Talking => {
  const { plan, stack, people, devices, cids } = world;
  const [type = ''] = stack.encryptedChannelTypes;
  const idOf = (person: number) => people[person]?.userId ?? '';
  const talks = plan.talks.map((talk, number) => {
    const [maker = 0, ...others] = talk.members;
    const device = deviceOf(world, maker, 0);
    const making = (async () => {
      await Promise.all(talk.members.map((member) => deviceOf(world, member, 0).started()));
      const id = `chaos-${plan.size.seed}-${number}`;
      const make = () => device.chat().createChannel({ type, id, members: others.map(idOf) });
      return (await insistOn(world, 'make', make)).cid;
    })();
    cids[number] = making;
    const moving = async () => {
      const cid = await making;
      if (talk.mover === undefined) return;
      const mover = idOf(talk.mover);
      const until = await writing;
      await until(talk.leavesAtMs);
      await insistOn(world, 'remove', async () => (await device.channel(cid)).removeMember(mover));
      await until(talk.returnsAtMs);
      await insistOn(world, 'add', async () => (await device.channel(cid)).addMember(mover));
    };
    const joining = Promise.all(talk.members.map((member) => joinWith(devices[member] ?? [], making)));
    return { joining, whole: Promise.all([moving(), joining]) };
  });
  return { made: Promise.all(talks.map(({ joining }) => joining)), whole: talks.map(({ whole }) => whole) };
};

/** Until it works, or everything is over. */
const insistOn = async <Result>(world: World, step: string, work: () => Promise<Result>): Promise<Result> => {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (world.isOver) throw error;
      world.retries.push(`${step}: ${errorName(error)}`);
      await sleep(PAUSE_MS);
    }
};

const joinWith = async (own: readonly Device[], making: Promise<string>): Promise<void> => {
  const cid = await making;
  for (const device of own) {
    await device.started();
    await device.channel(cid).catch(() => {}); // the app was started again meanwhile, and opens it when it is needed
  }
};
