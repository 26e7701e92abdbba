import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../local/platform/serve.ts';

type Received = { path: string; headers: IncomingMessage['headers']; body: unknown };
type Answer = (response: ServerResponse) => void;

export const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

/** A key storage that answers what the test says next, and keeps what it was asked. */
export const startFakeSsks = async () => {
  const received: Received[] = [];
  const state: { answer: Answer } = { answer: json(200, { session_id: 'ssks-1', must_authenticate: true }) };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    state.answer(response);
  });
  const { url, close } = await listen(server, 0);
  return { url, received, state, close };
};
