import { AppError } from './app-error.ts';
import { type CodeRules, type CountedCode, codesOfTheDay, secondsToWait } from './code-ledger.ts';

/** Whose codes are counted one by one: a user's, or those that go to a factor, whoever asks. */
export type LedgerOwner = { userId: string } | { factorKey: string };

/** `version` is undefined while there is no ledger. */
export type Ledger = { codes: CountedCode[]; version: string | undefined };

export type CodeLedgers = {
  read: (owner: LedgerOwner) => Promise<Ledger>;
  /**
   * Puts `codes` in the place of what was read, under a version that no other write has; false when the ledger has another version by now:
   * somebody else wrote, or this very write was sent twice because its answer was lost. Who reads again finds out by the ids.
   */
  replace: (
    owner: LedgerOwner,
    read: Ledger,
    next: { codes: CountedCode[]; version: string },
  ) => Promise<boolean>;
};

/** A day's codes (UTC) of the whole stage, or of one country calling code. */
export type DayOfCodes = { of: 'stage' | `+${string}`; day: string; limit: number };

export type CodeDays = {
  /**
   * Counts a code, and gives what takes it back; null when the day is full. Never overshoots, and a repeat with the same id counts once. Taking
   * back may be repeated.
   */
  count: (day: DayOfCodes, id: string) => Promise<(() => Promise<void>) | null>;
};

/** How many codes within a day. */
export type CodeLimits = {
  perUser: number;
  perFactor: number;
  factorsPerUser: number;
  /** Seconds; see {@link CodeRules}. */
  coolDowns: readonly number[];
  perCallingCode: number;
  perStage: number;
};

export type CodeLimitsDeps = {
  ledgers: CodeLedgers;
  days: CodeDays;
  limits: CodeLimits;
  newCodeId: () => string;
  now: () => Date;
  /** Told when a day's codes are used up. */
  onUsedUp: (of: 'stage' | 'callingCode') => void;
};

/** Who asks for a code, and where it is to go. */
export type WantedCode = {
  userId: string;
  /** The factor's index at this user. */
  factorIndex: string;
  /** The same for all users. */
  factorKey: string;
  /** Of a phone number, without `+`. */
  callingCode?: string | undefined;
  /** Whether the user enrolled with this factor. */
  isBound: boolean;
};

/** Of the codes for one factor, those that only people enrolled with it can ask for: nobody's phone is used up by strangers. */
const KEPT_FOR_THE_BOUND = 1 / 3;
/** Others who write to the same ledger at the same time; each that comes first is a code counted. */
const MOST_TRIES = 6;

type TakeBack = () => Promise<void>;
type Outcome = { takeBack: TakeBack } | { waitSeconds: number };

/**
 * Counts a code before it is sent: for the user, for the factor across users, for the country calling code and for the stage. Whoever is
 * refused is counted nowhere: the two ledgers are looked at before anything is written, and what was counted is taken back, also when a count fails.
 * Gives what takes it back when no code went out. Throws `CHALLENGE_RATE_LIMITED`, with the seconds after which the limit that
 * refused lets one more go.
 */
export const countCode = async (deps: CodeLimitsDeps, wanted: WantedCode): Promise<TakeBack> => {
  const id = deps.newCodeId();
  const own = {
    owner: { userId: wanted.userId },
    rules: rulesOfUser(deps.limits),
    factor: wanted.factorIndex,
  };
  const ofFactor = {
    owner: { factorKey: wanted.factorKey },
    rules: rulesOfFactor(deps.limits, wanted.isBound),
    factor: undefined,
  };
  const [ownRead, factorRead] = await Promise.all([
    deps.ledgers.read(own.owner),
    deps.ledgers.read(ofFactor.owner),
  ]);
  const at = deps.now().getTime();
  const waits = [
    secondsToWait(ownRead.codes, { at, factor: own.factor }, own.rules),
    secondsToWait(factorRead.codes, { at }, ofFactor.rules),
  ];
  const waitSeconds = Math.max(...waits);
  if (waitSeconds > 0) throw refusal(waitSeconds);
  const taken: TakeBack[] = [];
  const takeBack = async () => void (await Promise.all(taken.map((undo) => undo())));
  const steps = [
    () => countInLedger(deps, id, { ...own, read: ownRead }),
    () => countInLedger(deps, id, { ...ofFactor, read: factorRead }),
    () => countInDays(deps, id, wanted),
  ];
  for (const step of steps) {
    const outcome = await orTakeBack(step(), takeBack);
    if ('takeBack' in outcome) taken.push(outcome.takeBack);
    else {
      await takeBack();
      throw refusal(outcome.waitSeconds);
    }
  }
  return takeBack;
};

const rulesOfUser = ({ perUser: codes, coolDowns, factorsPerUser: factors }: CodeLimits): CodeRules => ({
  codes,
  coolDowns,
  factors,
});

/** What failed throws as it did; what was counted before is taken back as far as that can be done. */
const orTakeBack = async <T>(counting: Promise<T>, takeBack: TakeBack): Promise<T> => {
  try {
    return await counting;
  } catch (error) {
    await takeBack().catch(() => {});
    throw error;
  }
};

/** Who is bound to the factor does not wait for what strangers did: their own ledger has its waits. */
const rulesOfFactor = ({ perFactor, coolDowns }: CodeLimits, isBound: boolean): CodeRules =>
  isBound
    ? { codes: perFactor, coolDowns: [] }
    : { codes: Math.ceil(perFactor * (1 - KEPT_FOR_THE_BOUND)), coolDowns };

const refusal = (retryAfterSeconds: number): AppError =>
  new AppError('CHALLENGE_RATE_LIMITED', { retryAfterSeconds });

type InLedger = { owner: LedgerOwner; rules: CodeRules; factor: string | undefined; read: Ledger };

const countInLedger = async (
  { ledgers, now }: CodeLimitsDeps,
  id: string,
  { owner, rules, factor, read }: InLedger,
): Promise<Outcome> => {
  let seen = read;
  for (let tries = 1; ; tries++) {
    const counted = { takeBack: () => takeFromLedger(ledgers, owner, id) };
    if (seen.codes.some((code) => code.id === id)) return counted;
    const at = now().getTime();
    const waitSeconds = secondsToWait(seen.codes, { at, factor }, rules);
    if (waitSeconds > 0) return { waitSeconds };
    const codes = [...codesOfTheDay(seen.codes, at), { id, at, factor }];
    if (await ledgers.replace(owner, seen, { codes, version: id })) return counted;
    if (tries === MOST_TRIES) return { waitSeconds: 1 };
    seen = await ledgers.read(owner);
  }
};

const takeFromLedger = async (ledgers: CodeLedgers, owner: LedgerOwner, id: string): Promise<void> => {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const seen = await ledgers.read(owner);
    const codes = seen.codes.filter((code) => code.id !== id);
    if (codes.length === seen.codes.length) return;
    if (await ledgers.replace(owner, seen, { codes, version: `${id}-taken-back` })) return;
  }
};

/** Both at once: they are refused so seldom that it does not matter which is first. */
const countInDays = async (
  deps: CodeLimitsDeps,
  id: string,
  { callingCode }: WantedCode,
): Promise<Outcome> => {
  const { limits, now, days, onUsedUp } = deps;
  const day = now().toISOString().slice(0, '2026-11-22'.length);
  const counting = [
    days.count({ of: 'stage', day, limit: limits.perStage }, id),
    callingCode === undefined
      ? Promise.resolve(async () => {})
      : days.count({ of: `+${callingCode}`, day, limit: limits.perCallingCode }, id),
  ];
  const takeBack = async () => {
    for (const one of await Promise.allSettled(counting)) if (one.status === 'fulfilled') await one.value?.();
  };
  const [stage, country] = await orTakeBack(Promise.all(counting), takeBack);
  if (stage && country) return { takeBack };
  onUsedUp(stage ? 'callingCode' : 'stage');
  await takeBack();
  return { waitSeconds: secondsLeftOf(day, now()) };
};

const secondsLeftOf = (day: string, now: Date): number =>
  Math.max(1, Math.ceil((Date.parse(`${day}T00:00:00Z`) + 86_400_000 - now.getTime()) / 1_000));
