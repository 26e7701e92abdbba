import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../local/platform/serve.ts';
import { callName } from './call-names.ts';
import type { ControlledClock } from './controlled-clock.ts';
import { type FaultName, refusalOf, type Service, UPSTREAM_WORDS } from './fault-kinds.ts';

/** What happens to a call that is named as `FaultProxies.calls` names it, and to all later ones of the same service where it stays. */
export type FaultPlan = { call: string; fault: FaultName; stays: boolean };

export type FaultProxies = {
  urls: Record<Service, string>;
  /** Where the services are, and how names of people and channels are written in the names of calls. */
  aim: (targets: Record<Service, string>) => void;
  /** Begins anew: no calls seen, this fault to come. `inOrder` lets calls that are made together begin and end together, so that their order is the same in each run. */
  begin: (plan: FaultPlan | null, how?: { inOrder: boolean }) => void;
  /** The calls since then, those that were made together in the order of their names. */
  calls: () => string[];
  /** Whether the fault came, and whether somebody would have waited for ever. */
  outcome: () => { cameTrue: boolean; forEver: boolean };
  isBusy: () => boolean;
  /** Ends what is kept waiting. */
  letGo: () => void;
  close: () => Promise<void>;
};

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/** Of Node ("Diagnostics Channel", HTTP): each request that a client of this process begins. */
const CALL_STARTS = 'http.client.request.start';

const SERVICES: readonly Service[] = ['dynamodb', 'secrets', 'stream', 'ssks', 'sns'];

/** One proxy before each service. They carry calls out, give them their names, and do to one of them what the plan says. */
export const startFaultProxies = async (clockOf: () => ControlledClock): Promise<FaultProxies> => {
  let targets: Partial<Record<Service, string>> = {};
  let plan: FaultPlan | null = null;
  let seen: { name: string; batch: number }[] = [];
  let counts = new Map<string, number>();
  let underWay = 0;
  let batch = 0;
  let state = { cameTrue: false, forEver: false };
  const kept = new Set<() => void>();
  /** Calls whose makers have heard nothing yet. */
  let open = 0;
  const onCall = (message: unknown) => {
    open++;
    let isOver = false;
    const over = () => {
      if (!isOver) open--;
      isOver = true;
    };
    // A caller need not read what it was answered.
    (message as { request: ClientRequest }).request.prependOnceListener('response', over).once('close', over);
  };
  subscribe(CALL_STARTS, onCall);
  let agent = new Agent({ keepAlive: true });
  let isInOrder = false;
  let gate: Promise<void> | undefined;
  let together: Promise<Answer>[] = [];

  /** Opens when no more calls come that are made at the same time. */
  const untilTogether = (): Promise<void> => {
    gate ??= (async () => {
      for (let last = -1; last !== seen.length; ) {
        last = seen.length;
        await clockOf().still();
      }
      gate = undefined;
      batch++;
      together = [];
    })();
    return gate;
  };
  const carryOutInOrder = async (target: string, asked: IncomingMessage, body: Buffer): Promise<Answer> => {
    await untilTogether();
    const answered = carryOut(target, agent, asked, body);
    together.push(answered);
    const real = await answered;
    await Promise.allSettled(together);
    return real;
  };

  const nameOf = (service: Service, asked: IncomingMessage, body: Buffer): string => {
    const bare = `${service} ${callName(service, asked, body.toString())}`;
    const number = (counts.get(bare) ?? 0) + 1;
    counts.set(bare, number);
    return number === 1 ? bare : `${bare} (${number})`;
  };
  const faultOf = (service: Service, name: string): FaultName | null => {
    if (!plan) return null;
    const isIt = plan.call === name;
    const goesOn = plan.stays && state.cameTrue && plan.call.startsWith(`${service} `);
    if (isIt) state.cameTrue = true;
    return isIt || goesOn ? plan.fault : null;
  };
  const keep = (answer: ServerResponse): void => {
    const end = clockOf().keepWaiting(() => {
      state.forEver = true;
      answer.destroy();
    });
    const letGo = () => answer.destroy();
    kept.add(letGo);
    answer.once('close', () => {
      end();
      kept.delete(letGo);
    });
  };
  const handle = async (service: Service, asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await buffer(asked);
    const name = nameOf(service, asked, body);
    seen.push({ name, batch });
    const fault = faultOf(service, name);
    if (fault === 'timeout') return keep(answer);
    if (fault === 'reset') return reset(answer);
    if (fault === '500' || fault === 'throttle') return give(answer, refusalOf(service, fault));
    if (fault === 'gateway')
      return give(answer, { status: 502, headers: { 'content-type': 'text/html' }, body: PAGE });
    if (fault === 'other JSON')
      return give(answer, { status: 200, headers: { 'content-type': 'application/json' }, body: OTHER });
    const target = targets[service] ?? '';
    const real = await (isInOrder
      ? carryOutInOrder(target, asked, body)
      : carryOut(target, agent, asked, body));
    switch (fault) {
      case null:
        return give(answer, real);
      case 'not JSON':
        return give(answer, { status: 200, headers: { 'content-type': 'text/html' }, body: PAGE });
      case 'cut off':
        return startOf(answer, real, Math.floor(real.body.length / 2), () => answer.destroy());
      case 'slow drip':
        return startOf(answer, real, 1, () => keep(answer));
      case 'lost':
        return reset(answer);
    }
  };
  const counted = (service: Service, asked: IncomingMessage, answer: ServerResponse): void => {
    underWay++;
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      underWay--;
    };
    answer.once('close', over);
    handle(service, asked, answer).then(
      // What is kept waiting is not under way: it is what the others wait for.
      () => (answer.writableFinished ? undefined : over()),
      () => {
        over();
        answer.destroy();
      },
    );
  };

  const servers = await Promise.all(
    SERVICES.map(async (service) => {
      const server = createServer((asked, answer) => counted(service, asked, answer));
      server.keepAliveTimeout = 60_000;
      return [service, await listen(server, 0)] as const;
    }),
  );
  return {
    urls: Object.fromEntries(servers.map(([service, { url }]) => [service, url])) as Record<Service, string>,
    aim: (next) => {
      agent.destroy();
      agent = new Agent({ keepAlive: true });
      targets = next;
    },
    begin: (next, { inOrder } = { inOrder: false }) => {
      [plan, seen, counts, batch, isInOrder] = [next, [], new Map(), 0, inOrder];
      state = { cameTrue: false, forEver: false };
    },
    calls: () =>
      seen
        .toSorted((one, other) => one.batch - other.batch || (one.name < other.name ? -1 : 1))
        .map(({ name }) => name),
    outcome: () => ({ ...state }),
    // What is kept waiting is open, and nothing goes on with it.
    isBusy: () => underWay > 0 || open > kept.size,
    letGo: () => {
      for (const end of [...kept]) end();
    },
    close: async () => {
      unsubscribe(CALL_STARTS, onCall);
      agent.destroy();
      for (const [, server] of servers) await server.close();
    },
  };
};

const PAGE = `<!doctype html><title>Bad gateway</title><p>${UPSTREAM_WORDS}`;
const OTHER = JSON.stringify({ status: 'fine', words: UPSTREAM_WORDS });

const reset = (answer: ServerResponse): void => void answer.socket?.resetAndDestroy();

const give = (
  answer: ServerResponse,
  { status, headers, body }: { status: number; headers: Answer['headers']; body: Buffer | string },
): void => {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...kept } = headers;
  answer.writeHead(status, { ...kept, 'content-length': Buffer.byteLength(body) }).end(body);
};

/** Says how long the answer is, gives so much of it, and then does what is told. */
const startOf = (
  answer: ServerResponse,
  { status, headers, body }: Answer,
  bytes: number,
  then: () => void,
): void => {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...kept } = headers;
  answer.writeHead(status, { ...kept, 'content-length': Math.max(body.length, 2) });
  answer.write(body.subarray(0, bytes), then);
};

const carryOut = (target: string, agent: Agent, asked: IncomingMessage, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { connection: _, ...headers } = asked.headers;
    const made = request(target + asked.url, { method: asked.method, headers, agent }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) });
    });
    made.once('error', reject);
    made.end(body);
  });
