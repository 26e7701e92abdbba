import type { ErasureReceipt } from '../../../../shared/contract/erasure.ts';
import { SecureChatError } from '../errors.ts';
import type { MessagingApi } from './messaging-api.ts';

/** The backend has waited a moment itself each time. */
const ASK_AGAIN_AFTER_MS = [1_000, 2_000, 4_000];

export type EraseAccountDeps = {
  api: Pick<MessagingApi, 'erase'>;
  /** Leaves nothing on the device. */
  signOut: () => Promise<void>;
  pause: (milliseconds: number) => Promise<unknown>;
};

/**
 * Has the backend erase the user, and clears the device once it says that all is gone. A repeat goes on where a failure
 * ended it, on any device. Throws `ERASURE_UNFINISHED` while Stream is still at it, and `MessagingApiError`: then everything is
 * still on the device.
 */
export const eraseAccount = async ({ api, signOut, pause }: EraseAccountDeps): Promise<ErasureReceipt> => {
  let receipt = await api.erase();
  for (const milliseconds of ASK_AGAIN_AFTER_MS) {
    if (receipt.completedAt !== undefined) break;
    await pause(milliseconds);
    receipt = await api.erase();
  }
  if (receipt.completedAt === undefined) throw new SecureChatError('ERASURE_UNFINISHED');
  await signOut();
  return receipt;
};
