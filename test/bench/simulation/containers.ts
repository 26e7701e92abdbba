/** How a function's containers come and go. Times are seconds. */
export type ContainerRules = {
  /** Kept ready: they are there from the beginning and always. */
  provisioned: number;
  /** Of those that start when they are needed: how many at most there may be at work, with the ones kept ready. */
  atWorkAtMost: (second: number) => number;
  newContainers: { most: number; inSeconds: number };
  idleSeconds: number;
  lifeSeconds: number;
};

/** `freeAt`: when its call is through, or was. */
export type Container = { bornAt: number; isKeptReady: boolean; freeAt: number };
export type Taken = { container: Container; isNew: boolean };

/**
 * The containers of one function, each with one call at a time: a call takes the one used last, or starts a new one. Idle ones are taken away after a while, and
 * none gets older than its life. Calls must come in the order of time.
 */
export const createContainers = (rules: ContainerRules) => {
  const { provisioned, atWorkAtMost, newContainers, idleSeconds, lifeSeconds } = rules;
  const ready: Container[] = Array.from({ length: provisioned }, () => ({
    bornAt: 0,
    isKeptReady: true,
    freeAt: 0,
  }));
  let idle: Container[] = [];
  let oldestIdle = 0;
  const working = createHeap();
  let startsLeft = newContainers.most;
  let startsCountedAt = 0;
  let bornAfter = Number.NEGATIVE_INFINITY;

  const settle = (now: number) => {
    for (let next = working.first(); next && next.freeAt <= now; next = working.first())
      (next.isKeptReady ? ready : idle).push(working.take());
    while (oldestIdle < idle.length && (idle[oldestIdle]?.freeAt ?? now) < now - idleSeconds) oldestIdle++;
    if (oldestIdle > 1_000) {
      idle = idle.slice(oldestIdle);
      oldestIdle = 0;
    }
  };

  const takeIdle = (now: number): Container | undefined => {
    while (idle.length > oldestIdle) {
      const container = idle.pop();
      if (container && container.bornAt > bornAfter && now - container.bornAt < lifeSeconds) return container;
    }
  };

  /** What is not used of it is lost. */
  const mayStart = (now: number): boolean => {
    const refilled = ((now - startsCountedAt) / newContainers.inSeconds) * newContainers.most;
    startsLeft = Math.min(newContainers.most, startsLeft + refilled);
    startsCountedAt = now;
    if (startsLeft < 1) return false;
    startsLeft -= 1;
    return true;
  };

  return {
    /** A container for a call, or nothing when Lambda throttles it. */
    take: (now: number): Taken | undefined => {
      settle(now);
      const waiting = ready.pop();
      if (waiting) return { container: waiting, isNew: false };
      if (working.size() >= atWorkAtMost(now)) return undefined;
      const container = takeIdle(now);
      if (container) return { container, isNew: false };
      return mayStart(now) ? { container: newContainer(now), isNew: true } : undefined;
    },
    /** The container that was taken works until then. */
    work: (container: Container, until: number): void => {
      container.freeAt = until;
      working.add(container);
    },
    /** How many were at work when one was last taken, with it. */
    atWork: (): number => working.size(),
    /** A deployment: what is there is not used again, but for those kept ready, in whose place others are made before. */
    replaceAll: (now: number): void => {
      bornAfter = now;
    },
  };
};

const newContainer = (now: number): Container => ({ bornAt: now, isKeptReady: false, freeAt: now });

/** Whoever is through first comes first. */
const createHeap = () => {
  const all: Container[] = [];
  const untilOf = (index: number): number => all[index]?.freeAt ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number) => {
    [all[one], all[other]] = [all[other] as Container, all[one] as Container];
  };
  const sink = (from: number) => {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const child = untilOf(left + 1) < untilOf(left) ? left + 1 : left;
      if (untilOf(child) >= untilOf(at)) return;
      swap(at, child);
      at = child;
    }
  };
  const rise = (from: number) => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (untilOf(parent) <= untilOf(at)) return;
      swap(at, parent);
      at = parent;
    }
  };
  return {
    size: () => all.length,
    first: (): Container | undefined => all[0],
    add: (one: Container) => rise(all.push(one) - 1),
    /** There must be one. */
    take: (): Container => {
      const first = all[0] as Container;
      const last = all.pop() as Container;
      if (all.length > 0) {
        all[0] = last;
        sink(0);
      }
      return first;
    },
  };
};
