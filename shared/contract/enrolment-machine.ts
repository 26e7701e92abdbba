import type { EnrolmentAnswer, EnrolmentState } from './enrolment-states.ts';

/*
 * Enrolment as a state machine, written once as data. The backend keeps a record per person and moves it along these rows with one conditional write each; the
 * devices do what the row they get says. `test/model/enrolment` walks all that two devices can do with it.
 */

/** How long a device may keep the others waiting. Nothing rests on it but their patience: a device that comes too late is told so. */
export const LEASE_MS = 60_000;

/** What the backend keeps. An attempt has one place at the key storage, and at most one identity is ever stored there. */
export type EnrolmentRecord = {
  state: EnrolmentState;
  /** From 1 up. */
  attempt: number;
  /** Whose turn it is to make and store: an id that the device made for itself. */
  device?: string | undefined;
  /** Until when, in milliseconds of the epoch. */
  leaseUntil?: number | undefined;
  /** Seald's id of the identity that this attempt stores. */
  account?: string | undefined;
};

export const newEnrolment: EnrolmentRecord = { state: 'open', attempt: 1 };

/** What devices ask for: the turn; to store an identity now; to note that it is saved; to note that it is bound. */
export type EnrolmentEvent =
  /** `account`: of an identity that is on the device already. */
  | { on: 'claim'; device: string; account?: string | undefined }
  | { on: 'store'; device: string; attempt: number; account: string }
  | { on: 'saved'; attempt: number; account: string }
  | { on: 'enroll'; account: string };

type Asking = { record: EnrolmentRecord; event: EnrolmentEvent; now: number };

const guards = {
  isHolder: ({ record, event }: Asking) => 'device' in event && event.device === record.device,
  isLeaseOver: ({ record, now }: Asking) => now >= (record.leaseUntil ?? 0),
  isThisAttempt: ({ record, event }: Asking) => 'attempt' in event && event.attempt === record.attempt,
  isThisAccount: ({ record, event }: Asking) =>
    event.account !== undefined && event.account === record.account,
};
export type EnrolmentGuard = keyof typeof guards;

/** `lease`: the device that asks has the turn, from now on. `account`: the one it names. `attempt`: the next one, without an account. */
const changes = {
  lease: ({ event, now }: Asking) =>
    'device' in event ? { device: event.device, leaseUntil: now + LEASE_MS } : {},
  account: ({ event }: Asking) => ({ account: event.account }),
  attempt: ({ record }: Asking) => ({ attempt: record.attempt + 1, account: undefined }),
};
type Change = keyof typeof changes;

export type EnrolmentTransition = {
  from: EnrolmentState;
  on: EnrolmentEvent['on'];
  when: readonly EnrolmentGuard[];
  to: EnrolmentState;
  set: readonly Change[];
  answer: EnrolmentAnswer;
};

const row = (
  [from, on, ...when]: [EnrolmentState, EnrolmentEvent['on'], ...EnrolmentGuard[]],
  [to, ...set]: [EnrolmentState, ...Change[]],
  answer: EnrolmentAnswer,
): EnrolmentTransition => ({ from, on, when, to, set, answer });

/** The first row that fits counts. Where none does, nothing changes and the answer is `anew`. */
export const enrolmentTransitions: readonly EnrolmentTransition[] = [
  row(['open', 'claim'], ['making', 'lease'], 'go'),

  row(['making', 'claim', 'isHolder'], ['making', 'lease'], 'go'),
  row(['making', 'claim', 'isLeaseOver'], ['making', 'lease'], 'go'), // nothing was stored: the same place will do
  row(['making', 'claim'], ['making'], 'wait'),
  row(['making', 'store', 'isHolder', 'isThisAttempt'], ['storing', 'lease', 'account'], 'go'),
  row(['making', 'store'], ['making'], 'wait'),

  row(['storing', 'claim', 'isHolder', 'isThisAccount'], ['storing', 'lease'], 'go'),
  // What was going to be stored may come to its place at any later time, so whatever is stored instead needs another place.
  row(['storing', 'claim', 'isHolder'], ['making', 'attempt', 'lease'], 'go'),
  row(['storing', 'claim', 'isLeaseOver'], ['making', 'attempt', 'lease'], 'go'),
  row(['storing', 'claim'], ['storing'], 'wait'),
  row(['storing', 'store', 'isHolder', 'isThisAttempt', 'isThisAccount'], ['storing', 'lease'], 'go'),
  row(['storing', 'store'], ['storing'], 'wait'),
  row(['storing', 'saved', 'isThisAttempt', 'isThisAccount'], ['saved'], 'go'),

  row(['saved', 'claim'], ['saved'], 'fetch'),
  row(['saved', 'store'], ['saved'], 'fetch'),
  row(['saved', 'saved', 'isThisAttempt', 'isThisAccount'], ['saved'], 'go'),
  row(['saved', 'enroll', 'isThisAccount'], ['enrolled'], 'go'),

  row(['enrolled', 'claim'], ['enrolled'], 'fetch'),
  row(['enrolled', 'store'], ['enrolled'], 'fetch'),
  row(['enrolled', 'saved', 'isThisAttempt', 'isThisAccount'], ['enrolled'], 'go'),
  row(['enrolled', 'enroll', 'isThisAccount'], ['enrolled'], 'go'),
];

/** Where an event leads; the same record, not a copy, when nothing changes. `now` in milliseconds. */
export const advanceEnrolment = (
  record: EnrolmentRecord,
  event: EnrolmentEvent,
  now: number,
): { record: EnrolmentRecord; answer: EnrolmentAnswer } => {
  const asking = { record, event, now };
  const fits = ({ from, on, when }: EnrolmentTransition) =>
    from === record.state && on === event.on && when.every((guard) => guards[guard](asking));
  const found = enrolmentTransitions.find(fits);
  if (!found) return { record, answer: 'anew' };
  const { to, set, answer } = found;
  if (to === record.state && set.length === 0) return { record, answer };
  return {
    record: Object.assign({}, record, { state: to }, ...set.map((change) => changes[change](asking))),
    answer,
  };
};
