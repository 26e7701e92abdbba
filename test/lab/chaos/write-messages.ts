import { errorName } from './error-name.ts';
import type { Deed } from './plan.ts';
import { deviceOf, type World } from './world.ts';

/** Has everybody write, and renew the encryption, each at its time. Resolves when the last has begun; what does not work is told in the ledger. */
export const writeMessages = async (
  world: World,
  until: (atMs: number) => Promise<unknown>,
): Promise<void> => {
  for (const deed of world.plan.deeds) {
    await until(deed.atMs);
    void doDeed(world, deed).catch((error) => world.retries.push(`${deed.kind}: ${errorName(error)}`));
  }
};

const doDeed = async (world: World, deed: Deed): Promise<void> => {
  const device = deviceOf(world, deed.person, deed.device);
  const talks = talksOf(world, deed.person);
  const number = talks[deed.channel % talks.length];
  if (number === undefined) return;
  const cid = await world.cids[number];
  if (cid === undefined) return;
  const channel = await device.channel(cid);
  if (deed.kind === 'renew') return channel.renewEncryption();
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
