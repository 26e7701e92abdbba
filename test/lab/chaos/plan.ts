import type { RestartablePart } from '../../../local/stack/start-stack.ts';
import { type Chance, createChance } from '../../model/chance.ts';

/** How large a run is and how long it lasts. Everything else follows from these and the seed. */
export type Size = {
  seed: number;
  people: number;
  /** Of the time in which people come, write, and things break. What comes after, until all is quiet again, is not in it. */
  seconds: number;
};

/** Something that breaks, at a time in milliseconds from the start. */
export type Trouble = { atMs: number } & (
  | { kind: 'network-cut' | 'network-silent'; network: number; forMs: number }
  | { kind: 'answers-lost'; network: number; times: number }
  | { kind: 'part-restart'; part: RestartablePart; forMs: number }
  | { kind: 'sockets-dropped'; person: number | 'all' }
  | { kind: 'stream-refuses'; status: 429 | 500; times: number }
  | { kind: 'device-restart'; person: number; device: number }
);

/** Something a device does. `channel` counts the person's own channels. */
export type Deed = { atMs: number; person: number; device: number } & (
  | { kind: 'set-up' }
  | { kind: 'write'; channel: number }
  | { kind: 'renew'; channel: number }
);

/** A conversation: its members by number, the first of whom makes it. `mover` is removed and added again meanwhile. */
export type Talk = { members: number[]; mover: number | undefined; leavesAtMs: number; returnsAtMs: number };

export type Plan = {
  size: Size;
  networks: number;
  /** By person, then device: which network it is on. */
  networkOf: readonly (readonly [number, number])[];
  talks: Talk[];
  troubles: Trouble[];
  deeds: Deed[];
};

const PEOPLE_IN_A_TALK = 5;
const PEOPLE_ON_A_NETWORK = 10;
const PARTS: readonly RestartablePart[] = ['api', 'stream', 'seald', 'dynamodb'];
/** Share of the time in which people come. From its end on they write. */
const COMING = 0.5;
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
  const totalMs = size.seconds * 1000;
  const comingMs = totalMs * COMING;
  const talks = [...talksOf(people), ...talksOf(shuffled(people, chance))].map((members) =>
    withMover(members, chance, comingMs, totalMs),
  );
  return {
    size,
    networks,
    networkOf,
    talks,
    troubles: troublesOf(size, networks, chance).sort(byTime),
    deeds: deedsOf(people, talks, chance, comingMs, totalMs).sort(byTime),
  };
};

const byTime = (one: { atMs: number }, other: { atMs: number }): number => one.atMs - other.atMs;

const talksOf = (people: readonly number[]): number[][] =>
  people.length === 0 ? [] : [people.slice(0, PEOPLE_IN_A_TALK), ...talksOf(people.slice(PEOPLE_IN_A_TALK))];

const shuffled = (people: readonly number[], chance: Chance): number[] => {
  const left = [...people];
  return people.flatMap(() => left.splice(chance.below(left.length), 1));
};

const withMover = (members: number[], chance: Chance, comingMs: number, totalMs: number): Talk => {
  const isMoving = members.length > 2 && chance.below(MOVING_TALKS) === 0;
  const leavesAtMs = comingMs + chance.below(Math.ceil((totalMs - comingMs) / 2));
  return {
    members,
    mover: isMoving ? members.at(-1) : undefined,
    leavesAtMs,
    returnsAtMs: leavesAtMs + totalMs / 6,
  };
};

/** About one every second for each fifty people; never less than one every two seconds. */
const troublesOf = ({ people, seconds }: Size, networks: number, chance: Chance): Trouble[] => {
  const count = Math.ceil(seconds * Math.max(0.5, people / 50));
  const at = () => chance.below(seconds * 1000);
  const network = () => chance.below(networks);
  const shortly = (least: number, most: number) => least + chance.below(most - least);
  return Array.from({ length: count }, (): Trouble => {
    const atMs = at();
    const what = chance.below(100);
    if (what < 30) return { atMs, kind: 'network-cut', network: network(), forMs: shortly(300, 6000) };
    if (what < 40) return { atMs, kind: 'network-silent', network: network(), forMs: shortly(300, 4000) };
    if (what < 60) return { atMs, kind: 'answers-lost', network: network(), times: shortly(1, 6) };
    if (what < 70)
      return {
        atMs,
        kind: 'part-restart',
        part: PARTS[chance.below(PARTS.length)] ?? 'stream',
        forMs: shortly(100, 2000),
      };
    if (what < 80)
      return { atMs, kind: 'sockets-dropped', person: chance.below(8) === 0 ? 'all' : chance.below(people) };
    if (what < 90)
      return { atMs, kind: 'stream-refuses', status: chance.below(2) ? 429 : 500, times: shortly(1, 8) };
    return { atMs, kind: 'device-restart', person: chance.below(people), device: chance.below(2) };
  });
};

const deedsOf = (
  people: readonly number[],
  talks: readonly Talk[],
  chance: Chance,
  comingMs: number,
  totalMs: number,
): Deed[] => {
  const deeds: Deed[] = [];
  for (const person of people) {
    const atMs = chance.below(Math.ceil(comingMs * 0.6));
    // Half of all people set up both devices at the same moment.
    const gapMs = chance.below(2) ? 0 : chance.below(Math.ceil(comingMs * 0.3));
    deeds.push({ atMs, person, device: 0, kind: 'set-up' });
    deeds.push({ atMs: atMs + gapMs, person, device: 1, kind: 'set-up' });
  }
  const writes = Math.ceil((people.length * WRITES_PER_PERSON_AND_SECOND * (totalMs - comingMs)) / 1000);
  const later = () => comingMs + chance.below(totalMs - comingMs);
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
