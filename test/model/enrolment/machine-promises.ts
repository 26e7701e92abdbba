import {
  advanceEnrolment,
  type EnrolmentEvent,
  type EnrolmentRecord,
  LEASE_MS,
} from '../../../shared/contract/enrolment-machine.ts';
import type { EnrolmentAnswer } from '../../../shared/contract/enrolment-states.ts';

const NOW = 1_000_000;
const DEVICES = ['one', 'other'];
const ACCOUNTS = ['first', 'second'];
const ATTEMPTS = [1, 2];

/** Every record there can be, of two devices, two identities and two attempts. */
const records: EnrolmentRecord[] = ATTEMPTS.flatMap((attempt): EnrolmentRecord[] => {
  const turns = [NOW + 1, NOW].map((leaseUntil) => ({ attempt, device: 'one', leaseUntil }));
  return [
    { state: 'open', attempt },
    ...turns.flatMap((turn): EnrolmentRecord[] => [
      { state: 'making', ...turn },
      { state: 'storing', ...turn, account: 'first' },
      { state: 'saved', ...turn, account: 'first' },
      { state: 'enrolled', ...turn, account: 'first' },
    ]),
  ];
});

/** And everything that a device may ask. */
const events: EnrolmentEvent[] = [
  ...DEVICES.flatMap((device): EnrolmentEvent[] => [
    { on: 'claim', device },
    ...ACCOUNTS.flatMap((account): EnrolmentEvent[] => [
      { on: 'claim', device, account },
      ...ATTEMPTS.map((attempt) => ({ on: 'store' as const, device, attempt, account })),
    ]),
  ]),
  ...ACCOUNTS.flatMap((account): EnrolmentEvent[] => [
    { on: 'enroll', account },
    ...ATTEMPTS.map((attempt) => ({ on: 'saved' as const, attempt, account })),
  ]),
];

type Step = {
  before: EnrolmentRecord;
  event: EnrolmentEvent;
  after: EnrolmentRecord;
  answer: EnrolmentAnswer;
  again: EnrolmentAnswer;
};

const isSaved = ({ state }: EnrolmentRecord) => state === 'saved' || state === 'enrolled';
const isLeased = ({ leaseUntil = 0 }: EnrolmentRecord) => leaseUntil > NOW;
const isSame = (one: EnrolmentRecord, other: EnrolmentRecord) =>
  JSON.stringify(one) === JSON.stringify(other);
const takesTurn = ({ on }: EnrolmentEvent) => on === 'claim' || on === 'store';
const hasTurn = ({ before, event }: Step) => 'device' in event && event.device === before.device;
const isRightAttempt = ({ before, event }: Step) => !('attempt' in event) || event.attempt === before.attempt;

/** What a record and the answer must be like after a step; each holds for every step there is. */
const PROMISES: Record<string, (step: Step) => boolean> = {
  'who may go on has the turn, a whole one': ({ event, after, answer }) =>
    answer !== 'go' ||
    !('device' in event) ||
    (after.device === event.device && after.leaseUntil === NOW + LEASE_MS),
  'whoever is new may begin': ({ before, event, answer }) =>
    before.state !== 'open' || event.on !== 'claim' || answer === 'go',
  'only another device that has the turn is waited for': (step) => {
    const { before, event, answer } = step;
    if (event.on !== 'claim') return true;
    const isOthers = before.state !== 'open' && !isSaved(before) && isLeased(before) && !hasTurn(step);
    return isOthers === (answer === 'wait');
  },
  'nothing changes but by who may go on': ({ before, after, answer }) =>
    answer === 'go' || isSame(before, after),
  'what is saved is to be fetched, and nothing else is': ({ before, event, answer }) =>
    !takesTurn(event) || isSaved(before) === (answer === 'fetch'),
  'what is saved stays': ({ before, after }) =>
    !isSaved(before) || isSame({ ...before, state: 'enrolled' }, { ...after, state: 'enrolled' }),
  'a place is given up once something may come to it, and only then': (step) => {
    const { before, event, after, answer } = step;
    const mayCome = before.state === 'storing' && event.on === 'claim' && answer === 'go';
    const isItsOwn = event.account === before.account && hasTurn(step);
    const isGivenUp = after.attempt === before.attempt + 1 && after.account === undefined;
    return mayCome && !isItsOwn ? isGivenUp : after.attempt === before.attempt;
  },
  'an identity is stored by who has the turn, in the place it is for': (step) => {
    const { before, event, after, answer } = step;
    if (event.on !== 'store' || answer !== 'go') return true;
    const isFree = before.account === undefined || before.account === event.account;
    const isNoted = after.state === 'storing' && after.account === event.account;
    return hasTurn(step) && isRightAttempt(step) && isFree && isNoted;
  },
  'whoever has the turn and stores in the right place may': (step) =>
    step.event.on !== 'store' ||
    step.before.state !== 'making' ||
    !hasTurn(step) ||
    !isRightAttempt(step) ||
    step.answer === 'go',
  'whoever asks to store and may not is told why': ({ before, event, answer }) =>
    event.on !== 'store' || before.state === 'open' || answer !== 'anew',
  'only what was going to be stored in this place is saved': (step) => {
    const { before, event, answer } = step;
    if (event.on !== 'saved') return true;
    const isIt = before.state !== 'open' && before.state !== 'making' && before.account === event.account;
    return (isIt && isRightAttempt(step)) === (answer === 'go');
  },
  'only what is saved is enrolled': ({ before, event, answer }) =>
    event.on !== 'enroll' || (isSaved(before) && before.account === event.account) === (answer === 'go'),
  'a repeat is answered like the first': ({ answer, again }) => answer !== 'go' || again === 'go',
  'it comes to something': ({ before, event, after, answer }) => {
    if (answer !== 'go' || event.on === 'claim' || event.on === 'store') return true;
    return after.state === (event.on === 'enroll' || before.state === 'enrolled' ? 'enrolled' : 'saved');
  },
};

/** The first promise that the machine breaks at any record and any event, or null. */
export const brokenByMachine = (): string | null => {
  for (const before of records)
    for (const event of events) {
      const { record: after, answer } = advanceEnrolment(before, event, NOW);
      const again = advanceEnrolment(after, event, NOW).answer;
      const step = { before, event, after, answer, again };
      for (const [promise, holds] of Object.entries(PROMISES))
        if (!holds(step)) return `${promise}: ${JSON.stringify(step)}`;
    }
  return null;
};
