import { isDeleted } from './judge-stored.ts';
import { after, type Position, type Progress, type ReconcileProgress, START } from './reconcile-progress.ts';
import { CHANNEL_PAGE, type ListedChannel, type StoredMessages } from './stored-messages.ts';
import { type SweepStoredDeps, sweepStored } from './sweep-stored.ts';
import { type ChannelPlace, isWalked, startOf, walkPage } from './walk-channel.ts';

/** `overtaken`: another run went on with the same range. The others but `finished` go on in the next run. */
export type ReconcileOutcome = 'finished' | 'out-of-time' | 'enough-messages' | 'overtaken';

export type ReconcileDeps = SweepStoredDeps & {
  messages: StoredMessages;
  progress: ReconcileProgress;
  /** How far a scheduled run reaches back behind the one before it: events late on their way, and edits. */
  overlapSeconds: number;
  /** For one run. */
  maxMessages: number;
  hasTime: () => boolean;
  now: () => Date;
};

export type ReconcileReport = {
  outcome: ReconcileOutcome;
  from: string;
  to: string;
  channels: number;
  messages: number;
  swept: number;
  gone: number;
  /** Those stay, and no later run of the schedule comes back to them. */
  heldBack: number;
  lagSeconds: number;
};

/** A range that somebody asked for; null for the schedule's own. */
export type Range = { from: string; to: string } | null;

const SCHEDULE = 'schedule';

/**
 * Walks the encrypted channels that had messages in a range and deletes what the sweeper would have deleted. Bounded, and
 * resumed by the next run for the same range from the last page that was finished. Runs at the same time do no harm: the
 * one that finds its progress overtaken stops. A range that was finished is walked again when asked for again.
 * Throws when Stream or the table does not answer; what was done until then counts.
 *
 * Not found: what was edited, or answered in a thread, under a message older than the range. Ask for an earlier one.
 */
export const reconcile = async (deps: ReconcileDeps, range: Range): Promise<ReconcileReport> => {
  const name = range ? `${range.from}/${range.to}` : SCHEDULE;
  const known = await deps.progress.find(name);
  const tally = { channels: 0, messages: 0, swept: 0, gone: 0, heldBack: 0 };
  let progress: Progress = known ?? { version: 0, reconciledTo: null, run: null };
  let run = progress.run ?? { ...(range ?? dueRange(deps, progress)), position: START };
  const keep = (changed: Pick<Progress, 'reconciledTo' | 'run'>): Promise<boolean> => {
    progress = { ...changed, version: progress.version + 1 };
    return deps.progress.save(name, progress);
  };
  const walk = async (): Promise<ReconcileOutcome> => {
    for await (const position of positions(deps, run, tally)) {
      run = { ...run, position };
      if (!(await keep({ reconciledTo: progress.reconciledTo, run }))) return 'overtaken';
      const limit = reachedLimit(deps, tally);
      if (limit) return limit;
    }
    return (await keep({ reconciledTo: run.to, run: null })) ? 'finished' : 'overtaken';
  };
  const { from, to } = run;
  const outcome = await walk();
  return { outcome, from, to, ...tally, lagSeconds: secondsSince(deps, progress.reconciledTo ?? from) };
};

type Tally = Pick<ReconcileReport, 'channels' | 'messages' | 'swept' | 'gone' | 'heldBack'>;

const dueRange = ({ overlapSeconds, now }: ReconcileDeps, { reconciledTo }: Progress) => {
  const to = now().toISOString();
  return { from: new Date(Date.parse(reconciledTo ?? to) - overlapSeconds * 1000).toISOString(), to };
};

const reachedLimit = ({ hasTime, maxMessages }: ReconcileDeps, tally: Tally): ReconcileOutcome | null => {
  if (!hasTime()) return 'out-of-time';
  return tally.messages >= maxMessages ? 'enough-messages' : null;
};

const secondsSince = ({ now }: ReconcileDeps, time: string): number =>
  Math.round((now().getTime() - Date.parse(time)) / 1000);

/** Walks on, a page at a time, and gives the position after each. */
async function* positions(
  deps: ReconcileDeps,
  { from, to, position: start }: { from: string; to: string; position: Position },
  tally: Tally,
): AsyncGenerator<Position> {
  let position = start;
  for await (const channel of channelsAfter(deps, start, from)) {
    let place = position.inside?.cid === channel.cid ? position.inside : startOf(channel.cid, to);
    while (!isWalked(place)) {
      place = await sweepPage(deps, channel, place, from, tally);
      if (!isWalked(place)) yield { ...position, inside: place };
    }
    tally.channels++;
    position = after(position, channel);
    yield position;
  }
}

/** The channels behind a position. Pages begin at the time the last one ended with, and offsets count only within it: Stream takes no large ones. */
async function* channelsAfter(
  { messages, encryptedChannelTypes: types }: ReconcileDeps,
  start: Position,
  from: string,
): AsyncGenerator<ListedChannel> {
  let { createdAt, walked } = start;
  let offset = 0;
  for (;;) {
    const page = await messages.listChannels({ types, activeSince: from, createdFrom: createdAt, offset });
    const fresh = page.filter(({ cid }) => !walked.includes(cid));
    for (const channel of fresh) {
      yield channel;
      ({ createdAt, walked } = after({ createdAt, walked, inside: null }, channel));
    }
    if (page.length < CHANNEL_PAGE) return;
    offset = fresh.length > 0 ? 0 : offset + CHANNEL_PAGE;
  }
}

const sweepPage = (
  deps: ReconcileDeps,
  { data }: ListedChannel,
  place: ChannelPlace,
  from: string,
  tally: Tally,
): Promise<ChannelPlace> =>
  walkPage(deps.messages, place, from, async (listed) => {
    tally.messages++;
    const message = isDeleted(listed) ? await deps.messages.readMessage(String(listed.id)) : listed;
    if (!message) return false;
    const outcome = await sweepStored(deps, message, data);
    if (outcome === 'accepted') return true;
    tally[outcome === 'held-back' ? 'heldBack' : outcome]++;
    return outcome === 'held-back';
  });
