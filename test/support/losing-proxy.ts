import { createServer } from 'node:http';
import { listen } from '../../local/platform/serve.ts';

/**
 * Stands before DynamoDB. Carries every call out, and loses the answer to the first attempt of each write that `isLosing` says: what the SDK
 * then does is to send it once more.
 */
export const startLosingProxy = async (target: string) => {
  const state = { isLosing: true, lost: 0 };
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const answer = await fetch(target, { method: 'POST', headers: headers as Record<string, string>, body });
    const text = await answer.text();
    const isFirst = !seen.has(body.toString());
    seen.add(body.toString());
    const isWrite = /UpdateItem|PutItem|DeleteItem/.test(String(request.headers['x-amz-target']));
    if (state.isLosing && isWrite && isFirst && answer.ok) {
      state.lost += 1;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  return { ...(await listen(server, 0)), state };
};
