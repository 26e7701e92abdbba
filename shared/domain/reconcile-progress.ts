import type { ListedChannel } from './stored-messages.ts';
import type { ChannelPlace } from './walk-channel.ts';

/**
 * Where a run is: channels come in the order they were made in, which nothing changes. `walked`: those made at
 * `createdAt` that are done; `inside`: how far the one after them is.
 */
export type Position = { createdAt: string | null; walked: readonly string[]; inside: ChannelPlace | null };

export type Run = { from: string; to: string; position: Position };

/** What is kept between runs. `version` grows with each write. */
export type Progress = {
  version: number;
  /** Everything up to here was looked at. */
  reconciledTo: string | null;
  /** The run that is not finished. */
  run: Run | null;
};

/** Where progress is kept, one for the schedule and one for each range that somebody asked for. */
export type ReconcileProgress = {
  find: (name: string) => Promise<Progress | null>;
  /** One conditional write: false, and nothing changed, unless the kept version is the one before this. */
  save: (name: string, progress: Progress) => Promise<boolean>;
};

export const START: Position = { createdAt: null, walked: [], inside: null };

/** The position after a channel. */
export const after = (position: Position, { cid, createdAt }: ListedChannel): Position => ({
  createdAt,
  walked: createdAt === position.createdAt ? [...position.walked, cid] : [cid],
  inside: null,
});
