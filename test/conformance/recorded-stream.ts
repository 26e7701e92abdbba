import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../local/platform/serve.ts';

/** One request, with all that is JSON in it read. */
export type Recorded = {
  method: string;
  path: string;
  query: Record<string, unknown>;
  body: unknown;
  headers: IncomingHttpHeaders;
};
type Answer = { status: number; headers: Record<string, string>; body: string };

/** Enough of each answer of Stream's for its SDK to go on with. */
const GOOD: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    duration: '1.00ms',
    ...{ channels: [], users: [], members: [], messages: [], pinned_messages: [], read: [], watchers: [] },
    channel: { cid: 'messaging:weekend', type: 'messaging', id: 'weekend', config: {} },
  }),
};

/** Writes down what is asked of it, and answers all of it the same: well, unless told otherwise by `answerWith`. */
export const startRecordedStream = async () => {
  const requests: Recorded[] = [];
  let answer = GOOD;
  const server = createServer(async (request, response) => {
    const [path = '', query] = (request.url ?? '').split('?');
    const { method = '', headers } = request;
    requests.push({ method, path, query: readQuery(query), body: readJson(await text(request)), headers });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const { url, close } = await listen(server, 0);
  const answerWith = (next = GOOD) => {
    answer = next;
  };
  return { url, close, requests, answerWith };
};

const readQuery = (query: string | undefined): Record<string, unknown> =>
  Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, readJson(value)]));

const readJson = (words: string): unknown => {
  try {
    return JSON.parse(words);
  } catch {
    return words;
  }
};
