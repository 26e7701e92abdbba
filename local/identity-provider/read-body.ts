import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 10_000;

/** The body of a small request as text; null when it is larger than 10,000 bytes. */
export const readBody = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BYTES ? Buffer.concat(chunks).toString('utf8') : null;
};
