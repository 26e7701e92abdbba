// Seald on one machine: the API and SSKS, two servers on two ports, good enough for the real SDK and 2MR plugin 0.25.0.
// Each resource's file lists at its top what it leaves out.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Listening, listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import { openSnapshot } from '../platform/snapshot.ts';
import { createApiApp } from './api-app.ts';
import { openApiFaults } from './api-faults.ts';
import { openApiSessions } from './api-sessions.ts';
import { emptyApiState } from './api-state.ts';
import type { FaultSwitch } from './faults.ts';
import type { SealdInbox } from './inbox.ts';
import type { NodeEnv } from './node-env.ts';
import { createSsksApp } from './ssks-app.ts';
import { openSsksFaults } from './ssks-faults.ts';
import { emptySsksState } from './ssks-state.ts';

export type SealdOptions = {
  /** 0 picks a free port, as does `ssksPort`. */
  apiPort: number;
  ssksPort: number;
  /** Of both servers; the loopback interface's unless told. */
  address?: string | undefined;
  /** UUID, as are `jwtSecretId` and `validationKeyId`. */
  appId: string;
  jwtSecretId: string;
  /** 64 characters; their ASCII bytes are the HMAC key. */
  jwtSecret: string;
  validationKeyId: string;
  validationKey: string;
  /** What the team's backend sends as `X-SEALD-APIKEY`. */
  ssksKey: string;
  /** Folder for the state files; without it nothing survives `close`. */
  stateDir?: string;
  /** Gets one line per request: route pattern and status, never content. */
  onLine?: (line: string) => void;
  now?: () => Date;
  /** Gets method, URL and body of every request received, for canary searches. */
  onWire?: (server: 'api' | 'ssks', bytes: Uint8Array) => void;
};

export type SealdFaults = { api: FaultSwitch; ssks: FaultSwitch };

/** `url` is the API's origin, `ssksUrl` the SSKS's; neither ends in a slash. */
export type SealdService = Service & { ssksUrl: string; inbox: SealdInbox; faults: SealdFaults };

type Running = { listening: Listening; faults: FaultSwitch; flush: () => void };

const listenWith = (app: Hono<NodeEnv>, port: number, { address }: SealdOptions): Promise<Listening> =>
  listen(createServer(getRequestListener(app.fetch)), port, address);

const stateFile = ({ stateDir }: SealdOptions, name: string) => stateDir && join(stateDir, name);

const tapsOf = (options: SealdOptions, server: 'api' | 'ssks') => ({
  onLine: (line: string) => options.onLine?.(line),
  onWire: (bytes: Uint8Array) => options.onWire?.(server, bytes),
});

const startApi = async (options: SealdOptions): Promise<Running> => {
  const { state, changed, flush } = openSnapshot(stateFile(options, 'seald-api.bin'), emptyApiState);
  const sessions = openApiSessions();
  const faults = openApiFaults(state, changed, sessions);
  const now = options.now ?? (() => new Date());
  const context = { secrets: options, state, changed, now, sessions, lies: faults.lies };
  const app = createApiApp(context, faults, tapsOf(options, 'api'));
  return { listening: await listenWith(app, options.apiPort, options), faults, flush };
};

const startSsks = async (options: SealdOptions): Promise<Running & { inbox: SealdInbox }> => {
  const { state, changed, flush } = openSnapshot(stateFile(options, 'seald-ssks.bin'), emptySsksState);
  const now = options.now ?? (() => new Date());
  const faults = openSsksFaults(state, changed, now);
  const { appId, ssksKey } = options;
  const { oneSessionPerUser } = faults;
  const context = { appId, ssksKey, state, changed, now, oneSessionPerUser };
  const app = createSsksApp(context, faults, tapsOf(options, 'ssks'));
  const inbox: SealdInbox = {
    list: (to) => structuredClone(state.inbox.filter((message) => to === undefined || message.to === to)),
  };
  return { listening: await listenWith(app, options.ssksPort, options), faults, flush, inbox };
};

/**
 * Starts both servers. When the second cannot listen, the first is closed again
 * and the error is thrown. `close` writes the state and may be repeated.
 */
export const startSeald = async (options: SealdOptions): Promise<SealdService> => {
  const api = await startApi(options);
  const ssks = await startSsks(options).catch(async (error: unknown) => {
    await api.listening.close();
    throw error;
  });
  const close = async () => {
    await Promise.all([api.listening.close(), ssks.listening.close()]);
    api.flush();
    ssks.flush();
  };
  return {
    name: 'seald',
    url: api.listening.url,
    ssksUrl: ssks.listening.url,
    inbox: ssks.inbox,
    faults: { api: api.faults, ssks: ssks.faults },
    close,
  };
};
