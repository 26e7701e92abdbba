import type { SealdSdk } from './sdk-types.ts';

/** The same bytes as a `Buffer` of the SDK's own, which it takes for a file; where Node's is missing nobody else has one. */
export const sealdBytes = ({ sscrypto }: Pick<SealdSdk, 'sscrypto'>, bytes: Uint8Array): Uint8Array => {
  const SealdBuffer = sscrypto.utils.randomBytes(1).constructor as typeof Uint8Array;
  return SealdBuffer.from(bytes);
};
