import type { SealdSdk } from './sdk-types.ts';
import { sealdCode } from './seald-errors.ts';

/** What the SDK says of a database that it cannot read: read in its source, 0.25.0, and tried with each kind of damage. */
const UNREADABLE = ['Wrong database key', 'INVALID_STRING', 'INVALID_CIPHER_TEXT', 'INVALID_HMAC'];

/** An instance that has failed to open says "already initialized" the next time. */
const failed = new WeakSet<SealdSdk>();

/**
 * Opens the identity's database of this device; a repeat changes nothing. Answers false where there is one that cannot be read: its key has been lost or
 * replaced, or it is damaged. It stays as it is until {@link openAnew}. Throws what the SDK throws for another reason.
 */
export const canOpen = async (sdk: SealdSdk): Promise<boolean> => {
  if (failed.has(sdk)) return false;
  try {
    await sdk.initialize();
    return true;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    failed.add(sdk);
    return false;
  }
};

/**
 * Opens the database; drops one that cannot be read and opens an empty one, as on a new device: what is stored at the key storage brings the identity
 * back. To be called before anything is asked of the person that would be in vain without a database.
 */
export const openAnew = async (sdk: SealdSdk): Promise<void> => {
  if (await canOpen(sdk)) return;
  await dropUnreadable(sdk);
  await sdk.initialize();
};

/** Removes the database, whether or not it can be read, and ends the instance. */
export const removeDatabase = async (sdk: SealdSdk): Promise<void> => {
  if (!(await canOpen(sdk))) return dropUnreadable(sdk);
  await sdk.dropDatabase().catch((error) => {
    // In Node, where another window or process was first.
    if (sealdCode(error) !== 'ENOENT') throw error;
  });
};

/** The SDK drops the files first, and then throws where it never came as far as to have something to close. */
const dropUnreadable = async (sdk: SealdSdk): Promise<void> => {
  await sdk.dropDatabase().catch(() => {});
  failed.delete(sdk);
};

const isUnreadable = (error: unknown): boolean =>
  sealdCode(error) === 'CORRUPT_DATABASE' || (error instanceof Error && UNREADABLE.includes(error.message));
