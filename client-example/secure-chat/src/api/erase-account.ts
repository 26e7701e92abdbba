import type { ErasureReceipt } from '../../../../shared/contract/erasure.ts';
import { SecureChatError } from '../errors.ts';
import type { MessagingApi } from './messaging-api.ts';

/** The backend has waited a moment itself each time. */
const ASK_AGAIN_AFTER_MS = [1_000, 2_000, 4_000];

export type EraseAccountDeps = {
  api: Pick<MessagingApi, 'erase'>;
  /** Leaves nothing on the device. */
  signOut: () => Promise<void>;
  /** Ends the connection, and leaves everything on the device. */
  close: () => Promise<void>;
  pause: (milliseconds: number) => Promise<unknown>;
};

/**
 * Has the backend erase the user. Where that waits for its day, the receipt comes back at once, the chat is closed and the device keeps everything, so that it works on
 * if the account is kept. Once the backend says that all is gone, the device is cleared. A repeat goes on where a failure
 * ended it, on any device. Throws `ERASURE_UNFINISHED` while Stream is still at it, and `MessagingApiError`, `REAUTHENTICATION_REQUIRED` among them: then everything is
 * still on the device.
 */
export const eraseAccount = async ({
  api,
  signOut,
  close,
  pause,
}: EraseAccountDeps): Promise<ErasureReceipt> => {
  let receipt = await api.erase();
  if (isWaiting(receipt)) {
    await close();
    return receipt;
  }
  for (const milliseconds of ASK_AGAIN_AFTER_MS) {
    if (receipt.completedAt !== undefined) break;
    await pause(milliseconds);
    receipt = await api.erase();
  }
  if (receipt.completedAt === undefined) throw new SecureChatError('ERASURE_UNFINISHED');
  await signOut();
  return receipt;
};

/** By what the backend has done, and not by this device's clock. */
const isWaiting = ({ steps }: ErasureReceipt): boolean => !steps.some(({ name }) => name === 'recordErased');
