import { mkdirSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
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
  recordWire(server, onWire);
  recordCalls(server, onCall);
  const untilAnswered = watchAnswers(server);
  const { url, close } = await listen(server, port);
  return { name: 'dynamodb', url, close: () => untilAnswered().then(close) };
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

/**
 * dynalite goes on with a call whose caller is gone, and throws past everybody when its files are closed meanwhile; it throws too
 * when a caller breaks off in the middle of a request. Resolves when all calls that arrived whole are answered, or after a second.
 */
const watchAnswers = (server: Server) => {
  const answering = new Set<ServerResponse>();
  server.on('request', (request, response) => {
    request.removeAllListeners('error').on('error', () => answering.delete(response));
    for (const one of answering) if (one.writableEnded) answering.delete(one);
    answering.add(response);
  });
  return async () => {
    for (let turn = 0; turn < 100 && [...answering].some((one) => !one.writableEnded); turn++)
      await sleep(10);
  };
};
