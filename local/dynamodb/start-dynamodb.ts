import { mkdirSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import { type OnCall, recordCalls } from '../platform/record-calls.ts';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import { DamagedStateError } from '../platform/state-file.ts';

export type DynamodbOptions = {
  port: number;
  /** Folder of the LevelDB files; without it the tables are in memory. */
  stateDir?: string;
  onWire?: OnWire;
  onCall?: OnCall | undefined;
};

/**
 * Starts DynamoDB (dynalite). Beside AWS it knows no transactions, no TTL and no point-in-time recovery, and ignores
 * `ReturnValuesOnConditionCheckFailure` (toolchain.md section 4): the functions use single-item conditional writes only.
 * Throws {@link DamagedStateError} for files that cannot be opened.
 */
export const startDynamodb = async ({
  port,
  stateDir,
  onWire,
  onCall,
}: DynamodbOptions): Promise<Service> => {
  if (stateDir) await tryFiles(stateDir);
  const server = dynalite({ path: stateDir, createTableMs: 0 });
  const { answered } = takeCalls(server);
  recordWire(server, onWire);
  recordCalls(server, onCall);
  const { url, close } = await listen(server, port);
  return { name: 'dynamodb', url, close: () => answered().then(close) };
};

type Level = new (path: string) => { open: () => Promise<void>; close: () => Promise<void> };
const requireOfDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

/** dynalite opens its files when it is first asked for one, and then never answers if it cannot. With its own LevelDB. */
const tryFiles = async (stateDir: string): Promise<void> => {
  mkdirSync(stateDir, { recursive: true });
  const { Level } = requireOfDynalite('level') as { Level: Level };
  const files = new Level(stateDir);
  try {
    await files.open();
    await files.close();
  } catch (cause) {
    throw new DamagedStateError(stateDir, { cause });
  }
};

const MOST_ANSWERING_MS = 10_000;

/**
 * dynalite goes on with a call whose caller is gone, and throws past everybody when its files are closed meanwhile; it throws too when a caller breaks off in
 * the middle of a request. From `answered` on no more calls are taken; it resolves when all those that arrived whole are answered, or after ten seconds.
 */
const takeCalls = (server: Server) => {
  const answering = new Set<{ request: IncomingMessage; response: ServerResponse }>();
  const [answer] = server.listeners('request') as [RequestListener];
  let isClosing = false;
  server.removeAllListeners('request').on('request', (request, response) => {
    if (isClosing) return void response.destroy();
    for (const one of answering) if (one.response.writableEnded) answering.delete(one);
    answering.add({ request, response });
    answer(request, response);
    request.removeAllListeners('error').on('error', () => {});
  });
  const isAtWork = () =>
    [...answering].some(({ request, response }) => request.complete && !response.writableEnded);
  const answered = async () => {
    isClosing = true;
    const end = Date.now() + MOST_ANSWERING_MS;
    while (isAtWork() && Date.now() < end) await sleep(10);
  };
  return { answered };
};
