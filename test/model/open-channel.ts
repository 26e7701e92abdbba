import type { HistoryPolicy } from '../../shared/contract/channel.ts';
import type { Departure } from './departures.ts';
import { createDevice, type Device } from './device.ts';
import { createWorld, type Person, type World } from './world.ts';

type Wanted = {
  members: readonly Person[];
  /** Who may come in later. */
  later?: readonly Person[];
  history?: HistoryPolicy;
  contacts?: Parameters<typeof createDevice>[3];
};

/** A channel with its first epoch, in which every call arrives, and a device for each person. */
export const openChannel = async ({ members, later = [], history = 'fromNowOn', contacts }: Wanted) => {
  const people = [...members, ...later];
  const world = await createWorld(1, { members, history, people, failing: 0 });
  const departures: Departure[] = [];
  const note = (departure: Departure) => void departures.push(departure);
  const devices = people.map((person) => createDevice(world, person, note, contacts));
  for (const device of devices) if (world.channel().members.has(device.userId)) void device.start();
  await world.schedule.calm();
  const device = (person: Person): Device => {
    const found = devices.find(({ userId }) => userId === person);
    if (!found) throw new Error('nobody');
    return found;
  };
  const keeper = (person: Person) => {
    const found = device(person).keeper();
    if (!found) throw new Error('not open');
    return found;
  };
  return { world, device, keeper, departures };
};

/** Does it and lets everything go on until it rests; answers what comes of it, or what it fails with. */
export const outcome = async (world: World, work: Promise<unknown>): Promise<unknown> => {
  let found: unknown = 'no answer';
  work.then(
    (answer) => {
      found = answer;
    },
    (error: unknown) => {
      found = error;
    },
  );
  await world.schedule.calm();
  return found;
};

/** Lets things go on until this is so. */
export const until = async (world: World, isSo: () => boolean): Promise<void> => {
  await world.schedule.settle();
  while (!isSo()) if (!(await world.schedule.step())) throw new Error('does not come about');
};
