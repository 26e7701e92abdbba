import { mkdirSync } from 'node:fs';
import dynalite from 'dynalite';
import { type OnCall, recordCalls } from '../platform/record-calls.ts';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';

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
 */
export const startDynamodb = async ({
  port,
  stateDir,
  onWire,
  onCall,
}: DynamodbOptions): Promise<Service> => {
  if (stateDir) mkdirSync(stateDir, { recursive: true });
  const server = dynalite({ path: stateDir, createTableMs: 0 });
  recordWire(server, onWire);
  recordCalls(server, onCall);
  const { url, close } = await listen(server, port);
  return { name: 'dynamodb', url, close };
};
