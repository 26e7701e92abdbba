import { type Bounds, choicesOf, keyOf, openWorld, type World } from './enrolment-world.ts';

/** What went wrong, and the steps that led there. */
export type Violation = { promise: string; path: string[] };
export type Explored = {
  states: number;
  transitions: number;
  ends: number;
  longest: number;
  violation: Violation | null;
};

/** No run needs that many steps. */
const LONGEST = 150;

/** What must hold wherever the world is. `before`: one step earlier. */
const brokenPromise = ({ record, seald, devices }: World, before: World | null): string | null => {
  const { enrolment } = record ?? {};
  const isEnrolled = record?.enrolledAt !== undefined;
  if (before?.record && record?.sealedTwoManRuleKey !== before.record.sealedTwoManRuleKey)
    return 'the two-man-rule key is written once';
  if (before?.seald.bound && seald.bound !== before.seald.bound) return 'the user id stays with one identity';
  if (before?.record?.enrolledAt !== undefined && enrolment?.account !== before.record.enrolment?.account)
    return 'at most one identity is enrolled';
  for (const [attempt, account] of before?.seald.stored ?? [])
    if (seald.stored.get(attempt) !== account) return 'a place never sees two identities';
  if (enrolment?.state === 'saved' || enrolment?.state === 'enrolled') {
    if (seald.stored.get(enrolment.attempt) !== enrolment.account)
      return 'what is saved is stored, and stays so';
  }
  if (isEnrolled && enrolment?.state !== 'enrolled') return 'enrolled means saved';
  if (isEnrolled && seald.bound !== enrolment?.account) return 'enrolled means bound';
  for (const { now, isGone } of devices) {
    if (isGone) continue;
    if (now.state === 'failed') return `no device fails: ${String(now.failure)}`;
    if (now.state === 'ready' && (!isEnrolled || now.kept.database.identity !== enrolment?.account))
      return 'ready means that the device has the enrolled identity';
  }
  return null;
};

const brokenAtTheEnd = (world: World, bounds: Bounds): string | null => {
  const left = world.devices.filter(({ isGone }) => !isGone);
  if (!left.every(({ now }) => now.state === 'ready')) return 'every state has a way on';
  const isUndisturbed = world.faultsLeft === bounds.faults && world.slowLeft === bounds.slow;
  const codes = world.devices.reduce((sum, device) => sum + device.codes, 0);
  if (isUndisturbed && codes !== 2) return 'no code is sent in vain';
  return null;
};

/** The way to a world, the last step first. */
type Way = { name: string; before: Way | null; length: number };
const pathOf = (way: Way | null): string[] => {
  const names: string[] = [];
  for (let step = way; step; step = step.before) names.unshift(step.name);
  return names;
};

/** Walks everything that can happen within the bounds, from each state once, until a promise is broken. */
export const explore = async (bounds: Bounds): Promise<Explored> => {
  const visited = new Set<string>();
  const explored: Explored = { states: 0, transitions: 0, ends: 0, longest: 0, violation: null };
  const open: { world: World; before: World | null; way: Way | null }[] = [
    { world: await openWorld(bounds), before: null, way: null },
  ];
  for (let here = open.pop(); here; here = open.pop()) {
    const { world, before, way } = here;
    const wrong = (promise: string) => ({ ...explored, violation: { promise, path: pathOf(way) } });
    const broken = brokenPromise(world, before);
    if (broken !== null) return wrong(broken);
    const key = keyOf(world);
    if (visited.has(key)) continue;
    visited.add(key);
    explored.states += 1;
    const length = way?.length ?? 0;
    if (length === LONGEST) return wrong('every run ends');
    const choices = choicesOf(world);
    explored.transitions += choices.length;
    if (choices.length === 0) {
      explored.ends += 1;
      explored.longest = Math.max(explored.longest, length);
      const brokenLast = brokenAtTheEnd(world, bounds);
      if (brokenLast !== null) return wrong(brokenLast);
    }
    for (const { name, happen } of choices.reverse())
      open.push({ world: await happen(), before: world, way: { name, before: way, length: length + 1 } });
  }
  return explored;
};
