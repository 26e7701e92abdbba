import { AppError } from './app-error.ts';
import type { Attempt, EncryptionSessionRegistry } from './encryption-session-registry.ts';
import type { StreamChannels } from './stream-channels.ts';

export type ClaimedChannelDeps = {
  registry: Pick<EncryptionSessionRegistry, 'giveBack'>;
  channels: Pick<StreamChannels, 'exists'>;
};

/**
 * Does what makes a claimed channel at Stream. What Stream refuses is given back, so that nobody keeps an id from others with a channel that
 * cannot be made; after an answer that does not come, or says nothing, the claim stays: the channel may be there. Throws what `work` throws.
 */
export const undertake = async <Made>(
  deps: ClaimedChannelDeps,
  cid: string,
  attempt: Attempt,
  work: () => Promise<Made>,
): Promise<Made> => {
  try {
    return await work();
  } catch (error) {
    if (await isUndone(deps, cid, error)) await deps.registry.giveBack(cid, attempt.id);
    throw error;
  }
};

/** Looks too: a first try that got no answer may have made it before another was refused. */
const isUndone = async ({ channels }: ClaimedChannelDeps, cid: string, error: unknown): Promise<boolean> => {
  if (!(error instanceof AppError && error.leftUndone)) return false;
  return channels.exists(cid).then(
    (isThere) => !isThere,
    () => false,
  );
};
