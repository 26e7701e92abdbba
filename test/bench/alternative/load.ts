import { Agent, request } from 'node:http';

/** One HTTP request, ready to be sent to any server. */
export type Call = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
};

export type Answer = { status: number; body: unknown };

export type Client = {
  /** Sends one and reads the whole answer. */
  send: (call: Call) => Promise<Answer>;
  close: () => void;
};

/** Keeps its connections open, as a load balancer does. */
export const createClient = (url: string): Client => {
  const agent = new Agent({ keepAlive: true });
  const send = ({ method, path, headers, body }: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString('utf8')) }),
        );
      });
      sent.on('error', reject).end(body);
    });
  return { send, close: () => agent.destroy() };
};

const parse = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** Throws for any answer but a good one: what is refused is fast. */
const sendWell = async ({ send }: Client, call: Call): Promise<void> => {
  const { status, body } = await send(call);
  if (status !== 200)
    throw new Error(`${call.method} ${call.path} answered ${status}: ${JSON.stringify(body)}`);
};

/** Always so many on their way, for so long or so many. Gives how many were answered. */
export const saturate = async (
  client: Client,
  calls: readonly Call[],
  { milliseconds, atMost, atOnce }: { milliseconds: number; atMost: number; atOnce: number },
): Promise<number> => {
  const ends = performance.now() + milliseconds;
  let count = 0;
  const work = async () => {
    while (performance.now() < ends && count < atMost)
      await sendWell(client, calls[count++ % calls.length] as Call);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return count;
};

/**
 * Sends each of the calls at its moment, whether or not those before were answered, one every `everyMs`; the kinds take turns. Gives how long each
 * took, by kind, in milliseconds.
 */
export const atFixedRate = async <Kind extends string>(
  client: Client,
  calls: Record<Kind, readonly Call[]>,
  { milliseconds, everyMs }: { milliseconds: number; everyMs: number },
): Promise<Record<Kind, number[]>> => {
  const kinds = Object.keys(calls) as Kind[];
  const took = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Record<Kind, number[]>;
  const began = performance.now();
  const timed = async (index: number) => {
    const moment = began + index * everyMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));
    const kind = kinds[index % kinds.length] as Kind;
    const sentAt = performance.now();
    await sendWell(client, calls[kind][Math.floor(index / kinds.length) % calls[kind].length] as Call);
    took[kind].push(performance.now() - sentAt);
  };
  await Promise.all(Array.from({ length: Math.floor(milliseconds / everyMs) }, (_, index) => timed(index)));
  return took;
};
