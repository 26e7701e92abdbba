import type { Epoch } from '../contract/encryption-session.ts';
import type { ChannelClaim, ChannelRecord } from './channel.ts';

/**
 * The channels' table: one record for each channel and one item for each epoch, each written with one conditional write. An epoch is never
 * changed, and a record of a channel that is made neither; that is why a read before a write is safe. Reads see every write that was
 * answered before.
 */
export type EncryptionSessionRegistry = {
  /**
   * Keeps the record unless the channel has one, and notes who asks and in which attempt. Gives what is kept; null, with nothing changed,
   * for somebody whom the record does not name. Safe to repeat and to race.
   */
  claim: (candidate: ChannelClaim, attempt: Attempt) => Promise<ChannelRecord | null>;
  /** Notes that Stream has the channel; the record stays for good from then on. */
  noteMade: (cid: string) => Promise<void>;
  /**
   * Ends an attempt that left nothing at Stream. The record goes with the last attempt, unless the channel is made: so nothing is taken
   * away that somebody else asked for, or that a call which broke off may have begun. Safe to repeat and to race.
   */
  giveBack: (cid: string, attemptId: string) => Promise<void>;
  findRecord: (cid: string) => Promise<ChannelRecord | null>;
  /** The last epoch. */
  findCurrent: (cid: string) => Promise<Epoch | null>;
  findEpoch: (cid: string, epoch: number) => Promise<Epoch | null>;
  /** The epoch with this session. Costs the same however many epochs there are. */
  findBySession: (cid: string, encryptionSessionId: string) => Promise<Epoch | null>;
  /** The last epoch, and those later than `after` in their order: as many as one answer holds, so ask on after the last one given. */
  listEpochs: (cid: string, after: number) => Promise<{ current: Epoch | null; epochs: Epoch[] }>;
  /** Adds an epoch; false when its number is taken, and then nothing is changed. */
  append: (cid: string, epoch: Epoch) => Promise<boolean>;
};

/** One call that asks for a channel. */
export type Attempt = { id: string; userId: string };

/** The channel's owner: who made it through us or, for a channel made elsewhere, who encrypted it first. Null while it has neither. */
export const ownerOf = async (
  registry: Pick<EncryptionSessionRegistry, 'findRecord' | 'findEpoch'>,
  cid: string,
): Promise<string | null> => {
  const { createdBy } = (await registry.findRecord(cid)) ?? (await registry.findEpoch(cid, 1)) ?? {};
  return createdBy ?? null;
};
