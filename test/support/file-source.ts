import type { FileSource } from '../../client-example/secure-chat/src/files/written-file.ts';

/** These bytes as a file that is read. */
export const sourceOf = (bytes: Uint8Array): FileSource => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});
