import type { EncryptionSessionResponse, Epoch } from '../contract/encryption-session.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, cidOf, demandEncryptedType } from './channel.ts';
import type { EncryptionSessionRegistry } from './encryption-session-registry.ts';
import { nameEncryptionSession } from './name-encryption-session.ts';
import { type ChannelAtStream, findForCaller, type StreamChannels } from './stream-channels.ts';

export type ReadEncryptionSessionDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findCurrent' | 'listEpochs'>;
  channels: Pick<StreamChannels, 'findForMember' | 'nameEncryptionSession'>;
  encryptedChannelTypes: readonly string[];
};

/**
 * The current epoch of a channel, if there is one yet, and those later than `after`. Stream's data are put right when they name another session
 * and were looked at for this call, as with `anew` they always are. Who asks without `anew` is answered also when Stream does not take that: what is
 * registered has to be known all the more while Stream names something else. A very long list is cut: whoever misses the end asks again after
 * the last epoch given.
 * Throws `NOT_A_MEMBER`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that
 * is not encrypted.
 */
export const readEncryptionSession = async (
  deps: ReadEncryptionSessionDeps,
  userId: string,
  channel: ChannelName,
  { after, anew = false }: { after: number; anew?: boolean | undefined },
): Promise<EncryptionSessionResponse> => {
  demandEncryptedType(deps.encryptedChannelTypes, channel);
  const seen = await findForCaller(deps.channels, channel, userId, { anew });
  const { current, epochs } = await deps.registry.listEpochs(cidOf(channel), after);
  if (current && seen.isFresh) await putRight(deps, channel, current, { seen, anew });
  return { current, epochs };
};

const putRight = async (
  deps: ReadEncryptionSessionDeps,
  channel: ChannelName,
  current: Epoch,
  { seen, anew }: { seen: ChannelAtStream; anew: boolean },
): Promise<void> => {
  try {
    await nameEncryptionSession(deps, channel, current, seen);
  } catch (error) {
    const isAway = error instanceof AppError && error.type === 'STREAM_UNAVAILABLE';
    if (anew || !isAway) throw error;
  }
};
