import * as fc from 'fast-check';
import type { HistoryPolicy } from '../../shared/contract/channel.ts';
import { watch } from './departures.ts';
import { createDevice, type Device } from './device.ts';
import { FORGERIES } from './forgers.ts';
import { calmDown, checkEverything } from './invariants.ts';
import { createLog, type Log, startOver } from './log.ts';
import { ATTACKS, attack, lieAbout, operatorAdds } from './operator.ts';
import { createWorld, PEOPLE, type Person, type World } from './world.ts';

/** One thing that happens. `steps`: how many waits may end before the next thing does. */
export type Happening = { what: What; who: Person; whom: Person; steps: number };

const WHATS = [
  ...(['send', 'send', 'send', 'send', 'add', 'add', 'remove', 'remove', 'leave', 'renew'] as const),
  ...(['crash', 'crash', 'start', 'start', 'offline', 'online', 'online'] as const),
  ...(['reset', 'decide', 'decide', 'wait', 'operator-adds', 'look'] as const),
  ...(['operator-registers', 'operator-rolls-back', 'operator-drops', 'operator-swaps'] as const),
  ...(['operator-puts-back', 'operator-lies'] as const),
  ...(['writes-as-another', 'writes-as-another', 'renames-an-author'] as const),
] as const;
type What = (typeof WHATS)[number];

export type Story = {
  seed: number;
  members: readonly Person[];
  history: HistoryPolicy;
  withResets: boolean;
  withAttacks: boolean;
  /** Whether the channel has its first epoch before anything else happens. */
  isOpenFirst: boolean;
  happenings: readonly Happening[];
};

const person = fc.constantFrom(...PEOPLE);

/** Mostly in the middle of something, at times after everything has come to rest. */
const steps = fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 60 }), fc.constant(400));

export const story: fc.Arbitrary<Story> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  members: fc.subarray([...PEOPLE], { minLength: 2 }),
  history: fc.constantFrom<HistoryPolicy>('fromNowOn', 'whole'),
  withResets: fc.boolean(),
  withAttacks: fc.boolean(),
  isOpenFirst: fc.boolean(),
  happenings: fc.array(fc.record({ what: fc.constantFrom(...WHATS), who: person, whom: person, steps }), {
    minLength: 5,
    maxLength: 80,
    size: 'max',
  }),
});

/** Plays a story to its end; answers whether it kept to what honest servers and old identities do. Throws with what was broken. */
export const play = async ({
  seed,
  members,
  history,
  withResets,
  withAttacks,
  isOpenFirst,
  happenings,
}: Story): Promise<boolean> => {
  const world = await createWorld(seed, { members, history });
  const log = createLog();
  const devices = PEOPLE.map((one) => createDevice(world, one, (departure) => watch(world, log, departure)));
  for (const device of devices) if (members.includes(device.userId as Person)) void device.start();
  if (isOpenFirst) await world.schedule.calm();
  for (const happening of happenings) {
    if (happening.what === 'reset' && !withResets) continue;
    const { what } = happening;
    if (isAttack(what) || isForgery(what) || what === 'operator-lies') {
      if (withAttacks) await commit(world, log, devices, happening);
    } else happen(world, devices, log, happening);
    for (let step = 0; step <= happening.steps; step++) if (!(await world.schedule.step())) break;
    if (happening.what === 'wait') await world.schedule.advance(waitOf(world));
  }
  await calmDown(world, devices, log);
  await checkEverything(world, devices, log);
  for (const device of devices) device.crash();
  if (log.violations.length > 0) throw new Error(log.violations.join('\n'));
  return !log.hasForks;
};

const commit = async (
  world: World,
  log: Log,
  devices: readonly Device[],
  { what, who, whom }: Happening,
): Promise<void> => {
  if (isAttack(what)) return attack(world, log, what, whom);
  if (what === 'operator-lies') return lieAbout(world, log, devices, whom);
  if (!isForgery(what)) return;
  log.hasForks = true;
  log.isAttacked = true;
  await FORGERIES[what](world, log, who, whom);
};

const isForgery = (what: What): what is keyof typeof FORGERIES => what in FORGERIES;
const isAttack = (what: What): what is keyof typeof ATTACKS => what in ATTACKS;

const MINUTE_MS = 60_000;
const MONTH_MS = 31 * 24 * 60 * MINUTE_MS;

/** Longer than any grace, at times. */
const waitOf = ({ chance }: World): number => {
  if (chance.happens(0.05)) return MONTH_MS;
  return chance.happens(0.4) ? 10 * MINUTE_MS : MINUTE_MS;
};

const happen = (world: World, devices: readonly Device[], log: Log, { what, who, whom }: Happening): void => {
  const device = devices.find(({ userId }) => userId === who);
  if (!device) return;
  const keeper = device.keeper();
  const quietly = (work: Promise<unknown> | undefined) => void work?.catch(() => {});
  if (what === 'send') quietly(device.send(`words ${world.messages.length}`));
  if (what === 'add' && who !== whom) {
    log.uninvited.delete(whom);
    log.invited.add(whom);
    quietly(keeper?.addMember(whom));
  }
  if (what === 'remove' && who !== whom) {
    log.removers.add(who);
    quietly(keeper?.removeMember(whom));
  }
  if (what === 'leave') quietly(keeper?.leave());
  if (what === 'renew') quietly(keeper?.renewEncryption());
  if (what === 'crash') device.crash();
  if (what === 'start') quietly(device.start());
  if (what === 'offline') device.goOffline();
  if (what === 'online') device.goOnline();
  if (what === 'look') keeper?.attend()();
  if (what === 'operator-adds') operatorAdds(world, log, whom);
  if (what === 'reset') {
    log.hasForks = true;
    device.resetIdentity();
    // Their keys are new, and so is all that their device knows.
    if (world.lies.has(who)) for (const { userId } of devices) log.mayTrustOperator.add(userId);
    else if (log.hasLies) log.mayTrustOperator.add(who);
  }
  if (what === 'decide' && keeper?.notice()) {
    log.hasForks = true;
    const isOut = ['no-access', 'removed'].includes(keeper.notice()?.kind ?? '');
    const second = isOut ? 'start-over' : 'keep';
    const decision = world.chance.happens(0.6) ? 'accept' : second;
    if (decision === 'start-over') startOver(log);
    quietly(keeper.decide(decision));
  }
};
