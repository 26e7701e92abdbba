import type { Person } from '../../../local/demo/person.ts';
import type { Breakages } from './breakages.ts';
import type { Device, Server } from './device.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network.ts';
import type { Plan } from './plan.ts';
import type { StackApart } from './stack-apart.ts';

/** What one run is made of. */
export type World = {
  plan: Plan;
  stack: StackApart;
  networks: Network<Server>[];
  people: Person[];
  devices: Device[][];
  ledger: Ledger;
  breakages: Breakages;
  /** By number of the talk: its cid, once it is made. */
  cids: Promise<string>[];
  /** Milliseconds since the run began. */
  clock: () => number;
  /** Kinds of troubles, in the order in which they came. */
  caused: string[];
  retries: string[];
  /** What has not worked by then is not tried again. */
  isOver: boolean;
};

export const deviceOf = ({ devices }: World, person: number, device: number): Device => {
  const found = devices[person]?.[device];
  if (!found) throw new Error('no such device');
  return found;
};

/** A device that is to have all of a talk. */
export type Reader = {
  person: number;
  /** Which of the person's devices. */
  number: 0 | 1;
  device: Device;
  cid: Promise<string>;
  /** For people to read. */
  where: string;
};

/** Both devices of each member of each talk, without those who were taken out meanwhile. */
export const readersOf = (world: World): Reader[] =>
  world.plan.talks.flatMap(({ members, mover }, talk) => {
    const cid = world.cids[talk];
    if (!cid) throw new Error('no such talk');
    const readers = members.filter((member) => member !== mover);
    return readers.flatMap((person) =>
      ([0, 1] as const).map((number) => {
        const device = deviceOf(world, person, number);
        return { person, number, device, cid, where: `at ${device.name} in talk ${talk}` };
      }),
    );
  });
