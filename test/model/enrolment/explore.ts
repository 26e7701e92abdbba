import { type Bounds, type EnrolmentWorld, openWorld } from './enrolment-world.ts';

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

/** What must hold wherever the world is. `before`: what held one step earlier. */
type Seen = { key?: string | undefined; bound?: string | null; enrolled?: string | undefined };

const brokenPromise = (world: EnrolmentWorld, before: Seen): string | null => {
  const { seald, devices } = world;
  const record = world.record();
  const { enrolment } = record ?? {};
  if (before.key !== undefined && record?.sealedTwoManRuleKey !== before.key)
    return 'the two-man-rule key is written once';
  if (before.bound && seald.bound !== before.bound) return 'the user id stays with one identity';
  if (before.enrolled !== undefined && enrolment?.account !== before.enrolled)
    return 'at most one identity is enrolled';
  if (enrolment?.state === 'saved' || enrolment?.state === 'enrolled') {
    if (seald.stored.get(enrolment.attempt) !== enrolment.account)
      return 'what is saved is stored, and stays so';
  }
  const isEnrolled = record?.enrolledAt !== undefined;
  if (isEnrolled && enrolment?.state !== 'enrolled') return 'enrolled means saved';
  if (isEnrolled && seald.bound !== enrolment?.account) return 'enrolled means bound';
  for (const device of devices) {
    if (device.state() === 'failed') return `no device fails: ${String(device.failure())}`;
    if (device.state() === 'ready' && (!isEnrolled || device.database.identity !== enrolment?.account))
      return 'ready means that the device has the enrolled identity';
  }
  return null;
};

const brokenAtTheEnd = (world: EnrolmentWorld): string | null => {
  const left = world.devices.filter((device) => device.state() !== 'gone');
  if (!left.every((device) => device.state() === 'ready')) return 'every state has a way on';
  if (world.isUndisturbed() && world.codes() !== 2) return 'no code is sent in vain';
  return null;
};

/** Walks everything that can happen within the bounds, each state once, until a promise is broken. */
export const explore = async (bounds: Bounds): Promise<Explored> => {
  const visited = new Set<string>();
  const explored: Explored = { states: 0, transitions: 0, ends: 0, longest: 0, violation: null };
  const open: number[][] = [[]];
  for (let prefix = open.pop(); prefix; prefix = open.pop()) {
    const violation = await follow(bounds, prefix, visited, open, explored);
    if (violation) return { ...explored, violation };
  }
  return explored;
};

const follow = async (
  bounds: Bounds,
  prefix: readonly number[],
  visited: Set<string>,
  open: number[][],
  explored: Explored,
): Promise<Violation | null> => {
  const world = await openWorld(bounds);
  const taken: number[] = [];
  const path: string[] = [];
  for (let before: Seen = {}; ; before = seenOf(world)) {
    const broken = brokenPromise(world, before);
    if (broken !== null) return { promise: broken, path };
    const choices = world.choices();
    if (taken.length >= prefix.length) {
      const key = await world.key();
      if (visited.has(key)) return null;
      visited.add(key);
      explored.states += 1;
      explored.transitions += choices.length;
      for (let other = choices.length - 1; other > 0; other--) open.push([...taken, other]);
    }
    const next = choices[prefix[taken.length] ?? 0];
    if (!next) {
      explored.ends += 1;
      explored.longest = Math.max(explored.longest, path.length);
      const brokenLast = brokenAtTheEnd(world);
      return brokenLast === null ? null : { promise: brokenLast, path };
    }
    if (path.length === LONGEST) return { promise: 'every run ends', path };
    taken.push(prefix[taken.length] ?? 0);
    path.push(next.name);
    await next.happen();
  }
};

const seenOf = (world: EnrolmentWorld): Seen => {
  const record = world.record();
  const isEnrolled = record?.enrolledAt !== undefined;
  return {
    key: record?.sealedTwoManRuleKey,
    bound: world.seald.bound,
    enrolled: isEnrolled ? record.enrolment?.account : undefined,
  };
};
