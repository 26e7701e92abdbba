import type { Epoch } from '../contract/encryption-session.ts';
import { type ChannelName, cidOf } from './channel.ts';
import type { EncryptionSessionRegistry } from './encryption-session-registry.ts';
import type { ChannelAtStream, StreamChannels } from './stream-channels.ts';

export type NameEncryptionSessionDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findCurrent'>;
  channels: Pick<StreamChannels, 'nameEncryptionSession'>;
};

type Named = Pick<ChannelAtStream, 'encryptionSessionId' | 'epoch'>;

/** Whether the channel's data name this epoch. */
export const isNamed = (epoch: Epoch, { encryptionSessionId, epoch: number }: Named): boolean =>
  encryptionSessionId === epoch.encryptionSessionId && number === epoch.epoch;

/**
 * Makes the channel's data at Stream name the current epoch; writes nothing when they do. It looks at the registry after
 * each write: another epoch may have come and been written before, and this write would have put the older one over it.
 */
export const nameEncryptionSession = async (
  { registry, channels }: NameEncryptionSessionDeps,
  channel: ChannelName,
  current: Epoch,
  seen: Named,
): Promise<void> => {
  let [epoch, named] = [current, seen];
  while (!isNamed(epoch, named)) {
    await channels.nameEncryptionSession(channel, epoch);
    named = epoch;
    epoch = (await registry.findCurrent(cidOf(channel))) ?? epoch;
  }
};
