import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type Listening, listen } from '../../local/platform/serve.ts';

/**
 * Cut at a request, given by its number from 0 or by its name: before it reaches the server, or after, so that only its
 * answer is lost.
 */
export type Cut = { request: number | string; when: 'before' | 'after' };

/** Stands between a device and several servers and can end their talk at any one request, as a killed process would. */
export type CuttingProxy<Name extends string> = {
  urls: Record<Name, string>;
  /** `<name> <path>` of all requests since the last `arm`. */
  requests: string[];
  /** Counts anew from here and cuts there; from the cut on nothing gets through. `onCut` is told once. */
  arm: (cut: Cut | null, onCut?: () => void) => void;
  close: () => Promise<void>;
};

/** Starts one proxy in front of each target origin. `delayMs`: what each answer takes longer. */
export const startCuttingProxy = async <Name extends string>(
  targets: Record<Name, string>,
  delayMs = 0,
): Promise<CuttingProxy<Name>> => {
  const requests: string[] = [];
  let cut: Cut | null = null;
  let onCut = () => {};
  let isCut = false;

  const cutHere = (response: ServerResponse) => {
    if (!isCut) onCut();
    isCut = true;
    response.socket?.destroy();
  };
  const handle = async (
    name: string,
    target: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    if (isCut) return cutHere(response);
    const full = `${name} ${request.url}`;
    const number = requests.push(full) - 1;
    const isCutPoint = cut?.request === number || cut?.request === full;
    if (isCutPoint && cut?.when === 'before') return cutHere(response);
    if (delayMs > 0) await setTimeout(delayMs);
    const answer = await forward(target, request);
    if (isCutPoint) return cutHere(response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  const servers = new Map<Name, Listening>();
  for (const [name, target] of Object.entries(targets) as [Name, string][]) {
    const server = createServer((request, response) => {
      handle(name, target, request, response).catch(() => response.socket?.destroy());
    });
    servers.set(name, await listen(server, 0));
  }
  return {
    urls: Object.fromEntries([...servers].map(([name, { url }]) => [name, url])) as Record<Name, string>,
    requests,
    arm: (next, tell = () => {}) => {
      requests.length = 0;
      cut = next;
      onCut = tell;
      isCut = false;
    },
    close: async () => {
      for (const server of servers.values()) await server.close();
    },
  };
};

const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

const forward = async (target: string, request: IncomingMessage) => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!HOP_HEADERS.includes(name) && name !== 'host') headers.set(name, String(value));
  const sent = await buffer(request);
  const { method = 'GET', url = '/' } = request;
  const answer = await fetch(target + url, { method, headers, body: sent.length > 0 ? sent : null });
  const kept = [...answer.headers].filter(([name]) => !HOP_HEADERS.includes(name));
  return {
    status: answer.status,
    headers: Object.fromEntries(kept),
    body: Buffer.from(await answer.arrayBuffer()),
  };
};
