import { SecureChatError } from '../errors.ts';
import { looksRandom } from '../platform/looks-random.ts';
import type { SealdSdk } from './sdk-types.ts';

/** To be called before any key is made. Throws `SecureChatError` `UNSAFE_RANDOMNESS` when bytes of this source could be guessed. */
export const requireRandomness = (randomBytes: (length: number) => Uint8Array): void => {
  if (!looksRandom(randomBytes)) throw new SecureChatError('UNSAFE_RANDOMNESS');
};

/**
 * The same for what the SDK makes keys of. Its React Native build falls back to `Math.random`, without a word, where it takes a missing
 * `nativeCallSyncHook` for a debugger and there is no `crypto.getRandomValues` (`@seald-io/sdk` 0.25.0, react-native/utils.js).
 */
export const requireSdkRandomness = ({ sscrypto }: Pick<SealdSdk, 'sscrypto'>): void =>
  requireRandomness((length) => sscrypto.utils.randomBytes(length));
