import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { createDynamodb, type Dynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPendingSetup } from '../../shared/adapters/dynamodb-pending-setup.ts';
import { createDynamoDbSettingsBefore } from '../../shared/adapters/dynamodb-settings-before.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { restoreStream, type SetupReport } from '../../shared/domain/configure-stream.ts';
import { StreamSetupError } from '../../shared/domain/stream-admin.ts';
import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';

const DEADLINE_MS = 10_000;

export type Restoring = {
  /** The table of channels that the stack left. */
  table: string;
  secret: Secret<'stream'>;
  streamUrl: string;
  db?: Dynamodb;
};

/**
 * Puts Stream back to what it was before a stack that is gone, from what the stack's last run left in the table of channels.
 * Null when nothing is left to be done there; a repeat answers that. Throws {@link OperatorError} when Stream does not take it:
 * then it is as it was, or in part put back, and a repeat goes on.
 */
export const restoreAfterRemoval = async ({
  table,
  secret,
  streamUrl,
  db,
}: Restoring): Promise<SetupReport | null> => {
  const tables = db ?? (await withOwnCredentials());
  const pending = createDynamoDbPendingSetup(tables, table);
  const found = await pending.find().catch(refuse(table));
  if (found?.task !== 'restore') return null;
  const admin = createStreamAdmin(
    createStreamClient({ url: streamUrl, secret: async () => secret, deadlineMs: DEADLINE_MS }),
  );
  const before = createDynamoDbSettingsBefore(tables, table);
  const clock = { now: () => Date.now(), wait: (ms: number) => sleep(ms) };
  try {
    const report = await restoreStream({ admin, before, clock }, found);
    await pending.clear();
    return report;
  } catch (error) {
    if (error instanceof StreamSetupError)
      throw new OperatorError(`${error.message} What Stream had before is still kept: run this again.`);
    throw error;
  }
};

/** With the operator's own region and credentials, wherever the SDK finds them. */
const withOwnCredentials = async (): Promise<Dynamodb> => {
  const { region, credentials } = new DynamoDBClient({}).config;
  return createDynamodb({ region: await region(), credentials });
};

/** The table of channels of the stage's stacks, by the name that CloudFormation gives. Throws {@link OperatorError} unless there is one. */
export const findChannelsTable = async (stage: string, client = new DynamoDBClient({})): Promise<string> => {
  const prefix = `SealedStream-${stage}-Channels`;
  const names: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {}))
    names.push(...TableNames.filter((name) => name.startsWith(prefix)));
  const [name] = names;
  if (name === undefined) throw new OperatorError(`There is no table ${prefix}… in this account and region.`);
  if (names.length > 1) throw new OperatorError(`Name one of these with --table: ${names.join(', ')}`);
  return name;
};

const refuse =
  (table: string) =>
  (error: unknown): never => {
    throw new OperatorError(`${table} could not be read: ${(error as Error).name}`);
  };
