import type { Log } from './log.ts';
import { OPERATOR, PEOPLE, type World } from './world.ts';

/** What a device sends, at the moment it leaves. */
export type Departure = {
  userId: string;
  encryptionSessionId: string;
  /** Encryption sessions the device has verified. */
  verified: readonly string[];
  /** As far as the device has heard. */
  members: ReadonlySet<string>;
  removed: ReadonlySet<string>;
};

/** Nobody who is known to be gone, nobody whom no member let in, and no operator may be able to read what leaves. */
export const watch = (world: World, log: Log, departure: Departure): void => {
  const { userId, encryptionSessionId, members, removed } = departure;
  const say = (violation: string) => void log.violations.push(`${userId} sent ${violation}`);
  const readers = world.seald.readersOf(encryptionSessionId);
  if (readers.has(world.seald.accountOf(OPERATOR)) && !log.mayTrustOperator.has(userId))
    say('what the operator can read');
  if (!world.registered.has(encryptionSessionId)) say('in a session that is not registered');
  for (const person of PEOPLE) {
    if (!readers.has(world.seald.accountOf(person))) continue;
    const isKnownGone = removed.has(person) && !members.has(person);
    if (isKnownGone && !isGivenAsHistory(world, departure, person))
      say(`what ${person} can read, whose removal was known`);
    if (log.uninvited.has(person)) say(`what ${person} can read, whom nobody let in`);
  }
};

/** Whoever was given an ended epoch as history reads, too, what comes late in it from one who does not know of its end. */
const isGivenAsHistory = (
  { registered, seald }: World,
  { encryptionSessionId, verified }: Departure,
  person: string,
): boolean => {
  const ids = [...registered];
  const later = ids.slice(ids.indexOf(encryptionSessionId) + 1);
  const isEndKnown = later.some((id) => verified.includes(id));
  return later.length > 0 && !isEndKnown && !seald.wasMadeFor(encryptionSessionId, person);
};
