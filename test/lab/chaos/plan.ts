import type { RestartablePart } from '../../../local/stack/start-stack.ts';
import { type Chance, createChance } from '../../model/chance.ts';

/** How large a run is and how long it lasts. Everything else follows from these and the seed. */
export type Size = {
  seed: number;
  people: number;
  /** Of the time in which things break, at least: half of it people come, however long that takes, then half of it they write. */
  seconds: number;
};

/** Something that breaks, at a time in milliseconds from the beginning of its half. */
export type Trouble = { atMs: number } & (
  | { kind: 'network-cut' | 'network-silent'; network: number; forMs: number }
  | { kind: 'answers-lost'; network: number; times: number }
  | { kind: 'part-restart'; part: RestartablePart; forMs: number }
  | { kind: 'sockets-dropped'; person: number | 'all' }
  | { kind: 'stream-refuses'; status: 429 | 500; times: number }
  | { kind: 'device-restart'; person: number; device: number }
);

/** A device that sets up, in its turn. */
export type Arrival = { atMs: number; person: number; device: 0 | 1 };

/** Something a device does while people write. `channel` counts the person's own channels. */
export type Deed = { atMs: number; person: number; device: number; kind: 'write' | 'renew'; channel: number };

/** A conversation: its members by number, the first of whom makes it. `mover` is removed and added again while people write. */
export type Talk = { members: number[]; mover: number | undefined; leavesAtMs: number; returnsAtMs: number };

export type Plan = {
  size: Size;
  networks: number;
  /** By person, then device: which network it is on. */
  networkOf: readonly (readonly [number, number])[];
  talks: Talk[];
  arrivals: Arrival[];
  deeds: Deed[];
  /** While people come, longer than that takes; and while they write. */
  troubles: { coming: Trouble[]; writing: Trouble[] };
};

const PEOPLE_IN_A_TALK = 5;
const PEOPLE_ON_A_NETWORK = 10;
const PARTS: readonly RestartablePart[] = ['api', 'stream', 'seald', 'dynamodb'];
/** Nobody needs longer to come than so many times the time for that. */
const LONGEST_COMING = 10;
/** A part that starts again has to load all its code, so these do not grow with the people. */
const RESTART_EVERY_MS = 8_000;
/** One in so many talks has somebody removed and added again. */
const MOVING_TALKS = 4;
const WRITES_PER_PERSON_AND_SECOND = 0.12;
const RENEWALS_PER_TALK = 0.25;

/** The same for the same size. What the machine makes of it, in which order answers come, is not in it. */
export const makePlan = (size: Size): Plan => {
  const chance = createChance(size.seed * 2_654_435 + 1);
  const networks = Math.max(2, Math.ceil(size.people / PEOPLE_ON_A_NETWORK));
  const people = Array.from({ length: size.people }, (_, n) => n);
  const networkOf = people.map(() => [chance.below(networks), chance.below(networks)] as const);
  const halfMs = size.seconds * 500;
  const talks = [...talksOf(people), ...talksOf(shuffled(people, chance))].map((members) =>
    withMover(members, chance, halfMs),
  );
  const troubles = (ms: number) => troublesOf(size.people, networks, ms, chance).sort(byTime);
  return {
    size,
    networks,
    networkOf,
    talks,
    arrivals: arrivalsOf(people, chance, halfMs).sort(byTime),
    deeds: deedsOf(people, talks, chance, halfMs).sort(byTime),
    troubles: { coming: troubles(halfMs * LONGEST_COMING), writing: troubles(halfMs) },
  };
};

const byTime = (one: { atMs: number }, other: { atMs: number }): number => one.atMs - other.atMs;

const talksOf = (people: readonly number[]): number[][] =>
  people.length === 0 ? [] : [people.slice(0, PEOPLE_IN_A_TALK), ...talksOf(people.slice(PEOPLE_IN_A_TALK))];

const shuffled = (people: readonly number[], chance: Chance): number[] => {
  const left = [...people];
  return people.flatMap(() => left.splice(chance.below(left.length), 1));
};

const withMover = (members: number[], chance: Chance, ms: number): Talk => {
  const isMoving = members.length > 2 && chance.below(MOVING_TALKS) === 0;
  const leavesAtMs = chance.below(Math.ceil(ms / 2));
  return {
    members,
    mover: isMoving ? members.at(-1) : undefined,
    leavesAtMs,
    returnsAtMs: leavesAtMs + ms / 3,
  };
};

/** In turn, so that each run has some of each. The parts that start again are besides. */
const IN_TURN = [
  'network-cut',
  'answers-lost',
  'sockets-dropped',
  'network-cut',
  'stream-refuses',
  'network-silent',
  'network-cut',
  'answers-lost',
  'device-restart',
] as const;

/** About one every second for each fifty people, never less than one every two seconds; and the parts that start again. */
const troublesOf = (people: number, networks: number, ms: number, chance: Chance): Trouble[] => {
  const at = () => chance.below(Math.ceil(ms));
  const restarts = Array.from({ length: Math.ceil(ms / RESTART_EVERY_MS) }, (): Trouble => {
    const part = PARTS[chance.below(PARTS.length)] ?? 'stream';
    return { atMs: at(), kind: 'part-restart', part, forMs: 100 + chance.below(1900) };
  });
  const count = Math.ceil((ms / 1000) * Math.max(0.5, people / 50));
  const others = Array.from({ length: count }, (_, n) =>
    otherTrouble(IN_TURN[n % IN_TURN.length] ?? 'network-cut', at(), { people, networks, chance }),
  );
  return [...restarts, ...others];
};

type Field = { people: number; networks: number; chance: Chance };

const otherTrouble = (
  kind: (typeof IN_TURN)[number],
  atMs: number,
  { people, networks, chance }: Field,
): Trouble => {
  const shortly = (least: number, most: number) => least + chance.below(most - least);
  switch (kind) {
    case 'network-cut':
      return { atMs, kind, network: chance.below(networks), forMs: shortly(300, 6000) };
    case 'network-silent':
      return { atMs, kind, network: chance.below(networks), forMs: shortly(300, 4000) };
    case 'answers-lost':
      return { atMs, kind, network: chance.below(networks), times: shortly(1, 6) };
    case 'sockets-dropped':
      return { atMs, kind, person: chance.below(8) === 0 ? 'all' : chance.below(people) };
    case 'stream-refuses':
      return { atMs, kind, status: chance.below(2) ? 429 : 500, times: shortly(1, 8) };
    case 'device-restart':
      return { atMs, kind, person: chance.below(people), device: chance.below(2) };
  }
};

const arrivalsOf = (people: readonly number[], chance: Chance, ms: number): Arrival[] =>
  people.flatMap((person): Arrival[] => {
    const atMs = chance.below(Math.ceil(ms * 0.6));
    // Half of all people set up both devices at the same moment.
    const gapMs = chance.below(2) ? 0 : chance.below(Math.ceil(ms * 0.3));
    return [
      { atMs, person, device: 0 },
      { atMs: atMs + gapMs, person, device: 1 },
    ];
  });

const deedsOf = (people: readonly number[], talks: readonly Talk[], chance: Chance, ms: number): Deed[] => {
  const deeds: Deed[] = [];
  const writes = Math.ceil((people.length * WRITES_PER_PERSON_AND_SECOND * ms) / 1000);
  const later = () => chance.below(Math.ceil(ms));
  for (let n = 0; n < writes; n++) {
    const deed = { person: chance.below(people.length), device: chance.below(2), channel: chance.below(2) };
    // Some write several at once: that is when they overtake each other.
    const atMs = later();
    const burst = chance.below(4) === 0 ? 4 : 1;
    for (let more = 0; more < burst; more++) deeds.push({ atMs: atMs + more, ...deed, kind: 'write' });
  }
  for (let n = 0; n < talks.length * RENEWALS_PER_TALK; n++)
    deeds.push({
      atMs: later(),
      person: chance.below(people.length),
      device: chance.below(2),
      channel: chance.below(2),
      kind: 'renew',
    });
  return deeds;
};
