import { randomBytes, randomUUID } from 'node:crypto';

const BLOCK_BYTES = 16;

/** Random bytes in the form of what the Seald SDK writes; the longest one Stream takes has 14 940 bytes of data. */
export const encryptedText = (encryptionSessionId: string = randomUUID(), blocks = 8): string =>
  JSON.stringify({
    sessionId: encryptionSessionId,
    data: randomBytes(BLOCK_BYTES * blocks).toString('base64'),
  });
