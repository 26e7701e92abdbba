import type { Epoch } from '../contract/encryption-session.ts';
import type { ChannelRecord } from './channel.ts';

/**
 * The channels' table: one record for each channel and one item for each epoch. Items are only ever added, each with one
 * conditional write; that is why a read before a write is safe. Reads see every write that was answered before.
 */
export type EncryptionSessionRegistry = {
  /** Keeps the record unless the channel has one; gives what is kept, and whether this call made it. Safe to repeat and to race. */
  claim: (candidate: ChannelRecord) => Promise<{ record: ChannelRecord; created: boolean }>;
  findRecord: (cid: string) => Promise<ChannelRecord | null>;
  /** The last epoch. */
  findCurrent: (cid: string) => Promise<Epoch | null>;
  findEpoch: (cid: string, epoch: number) => Promise<Epoch | null>;
  /** The epoch with this session. Costs the same however many epochs there are. */
  findBySession: (cid: string, encryptionSessionId: string) => Promise<Epoch | null>;
  /** Epochs later than `after` in their order: as many as one answer holds, so ask on after the last one given. */
  listEpochs: (cid: string, after: number) => Promise<Epoch[]>;
  /** Adds an epoch; false when its number is taken, and then nothing is changed. */
  append: (cid: string, epoch: Epoch) => Promise<boolean>;
};

/** The channel's owner: who made it through us or, for a channel made elsewhere, who encrypted it first. Null while it has neither. */
export const ownerOf = async (
  registry: Pick<EncryptionSessionRegistry, 'findRecord' | 'findEpoch'>,
  cid: string,
): Promise<string | null> => {
  const { createdBy } = (await registry.findRecord(cid)) ?? (await registry.findEpoch(cid, 1)) ?? {};
  return createdBy ?? null;
};
