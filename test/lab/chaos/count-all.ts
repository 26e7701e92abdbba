import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Device } from './device.ts';
import { errorName } from './error-name.ts';
import { countOf, type Figures, percentile, recoveriesOf, tally } from './figures.ts';
import { type Entry, type Fault, faultsOf } from './ledger.ts';
import { readAll } from './read-all.ts';
import { within } from './within.ts';
import { type Reader, readersOf, type World } from './world.ts';

const AT_ONCE = 10;
/** What is counted at the end answers at once, or never. */
const COUNTING_MS = 20_000;
/** stream-chat takes a connection for lost after 35 s of silence; then it needs another. */
const RECONNECTING_MS = 60_000;
const LOOK_AGAIN_MS = 500;

/** Reads every talk on every device, and holds it against what was written. `late` is what has not come to rest. */
export const countAll = async (world: World, late: readonly string[]): Promise<Omit<Figures, 'unheard'>> => {
  const { plan, people, devices, ledger, breakages, retries } = world;
  const entries = ledger.entries();
  const limit = pLimit(AT_ONCE);
  const readers = readersOf(world);
  const faults = (await Promise.all(readers.map((reader) => limit(() => readOne(reader, entries))))).flat();
  const known = await Promise.all(
    people.map((_, n) => limit(() => within(COUNTING_MS, enrolmentOf(devices[n] ?? []), NOBODY))),
  );
  const networkOf = ({ person, device }: Entry) => plan.networkOf[person]?.[device as 0 | 1] ?? 0;
  const recoveries = recoveriesOf(entries, breakages.outages(), networkOf);
  const outcomes = tally(entries.map(({ outcome }) => outcome));
  return {
    people: people.length,
    devices: devices.flat().length,
    enrolled: known.filter(({ isEnrolled }) => isEnrolled).length,
    duplicateIdentities: known.filter(({ accounts }) => accounts > 1).length,
    written: entries.length,
    sent: outcomes.sent ?? 0,
    refused: outcomes.refused ?? 0,
    open: outcomes.open ?? 0,
    readings: readers.length,
    lost: countOf(faults, 'lost'),
    twice: countOf(faults, 'twice'),
    outOfOrder: countOf(faults, 'order'),
    unreadable: countOf(faults, 'unreadable'),
    recovery: {
      count: recoveries.length,
      p50: percentile(recoveries, 0.5),
      p99: percentile(recoveries, 0.99),
    },
    faults: [...late, ...faults.map(({ kind, what }) => `${kind}: ${what}`)],
    retries: tally(retries),
    refusals: tally(entries.flatMap(({ refusal }) => refusal ?? [])),
    troubles: tally(world.caused),
  };
};

/** A device may be without a connection still, or not know it yet: what is lost for good is lost after this, too. */
const readOne = async (reader: Reader, entries: readonly Entry[]): Promise<Fault[]> => {
  const began = performance.now();
  for (;;) {
    const faults = await readNow(reader, entries);
    const isOver = performance.now() - began > RECONNECTING_MS;
    if (isOver || !faults.some(({ kind }) => kind === 'lost')) return faults;
    await sleep(LOOK_AGAIN_MS);
  }
};

const readNow = async (reader: Reader, entries: readonly Entry[]): Promise<Fault[]> => {
  const { person, number, device, where } = reader;
  const reading = reader.cid.then(async (cid) => ({ cid, ...(await readAll(await device.channel(cid))) }));
  try {
    const read = await within(COUNTING_MS, reading, undefined);
    if (!read) return [{ kind: 'lost', what: `all, since nothing answers, ${where}` }];
    const { cid, texts, unreadable } = read;
    const hidden = Object.entries(tally(unreadable)).map(
      ([reason, count]): Fault => ({ kind: 'unreadable', what: `${count} ${where}: ${reason}` }),
    );
    return [...hidden, ...faultsOf({ cid, person, device: number, texts }, entries)];
  } catch (error) {
    return [{ kind: 'lost', what: `all, ${errorName(error)}, ${where}` }];
  }
};

const NOBODY = { isEnrolled: false, accounts: 0 };

const enrolmentOf = async (own: readonly Device[]): Promise<typeof NOBODY> => {
  try {
    const accounts = await Promise.all(own.map((device) => device.account()));
    const me = await own[0]?.chat().api.me();
    return { isEnrolled: me?.user?.isEnrolled ?? false, accounts: new Set(accounts).size };
  } catch {
    return NOBODY;
  }
};
