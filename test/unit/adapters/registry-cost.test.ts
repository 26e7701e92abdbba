import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbChannels } from '../../../shared/adapters/dynamodb-channels.ts';
import type { Dynamodb } from '../../../shared/adapters/dynamodb-client.ts';
import { createRegisteredSessions } from '../../../shared/adapters/registered-sessions.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import { readEncryptionSession } from '../../../shared/domain/read-encryption-session.ts';
import { registerEncryptionSession } from '../../../shared/domain/register-encryption-session.ts';
import { aroundCalls } from '../../support/around-calls.ts';
import { createInMemoryStream } from '../../support/in-memory-channels.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'channels';
const AGES = [10, 1_000, 10_000];
const channel = { channelType: 'encrypted', channelId: 'old' };
const cid = 'encrypted:old';
const at = '2026-11-22T10:00:00.000Z';
const { channels, stored } = createInMemoryStream(new Set(['alice']));
stored.set(cid, { members: new Set(['alice']), data: {} });

let table: Awaited<ReturnType<typeof startTables>>;
type Used = { ConsumedCapacity?: { CapacityUnits: number }; ScannedCount?: number };
let used: { calls: number; units: number; items: number };

beforeAll(async () => {
  table = await startTables(TABLE);
  countWhatIsUsed(table.db);
});
afterAll(() => table.close());

/** Has DynamoDB say what each call costs. */
const countWhatIsUsed = (db: Dynamodb): void =>
  aroundCalls(db, async (_, input, go) => {
    Object.assign(input, { ReturnConsumedCapacity: 'TOTAL' });
    const answer: Used = await go();
    used.calls += 1;
    used.units += answer.ConsumedCapacity?.CapacityUnits ?? 0;
    used.items += answer.ScannedCount ?? 0;
    return answer;
  });

const costOf = async (work: () => Promise<unknown>) => {
  used = { calls: 0, units: 0, items: 0 };
  await work();
  return used;
};

const epochOf = (epoch: number): Epoch => ({
  encryptionSessionId: randomUUID(),
  epoch,
  createdBy: 'alice',
  createdAt: at,
});

/** Many at a time, as only a test may. */
const fill = async (from: number, to: number): Promise<void> => {
  const epochs = Array.from({ length: to - from + 1 }, (_, index) => epochOf(from + index));
  const puts = epochs.map((epoch) => ({
    PutRequest: {
      Item: { pk: `CHANNEL#${cid}`, sk: `EPOCH#${String(epoch.epoch).padStart(9, '0')}`, ...epoch },
    },
  }));
  while (puts.length > 0)
    await table.documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts.splice(0, 25) } }));
};

it('asks the same of the registry for a new epoch, a look-up and what is new, however old the channel is', async () => {
  const registry = createDynamoDbChannels(table.db, TABLE);
  const deps = { registry, channels, encryptedChannelTypes: ['encrypted'], now: () => new Date(at) };
  const users = { find: async () => null };
  const costs: unknown[] = [];
  let age = 0;
  for (const next of AGES) {
    used = { calls: 0, units: 0, items: 0 };
    await fill(age + 1, next);
    age = next;
    const previous = (await registry.findCurrent(cid))?.encryptionSessionId;
    const first = (await registry.findEpoch(cid, 1))?.encryptionSessionId as string;
    const encryptionSessionId = randomUUID();
    const request = { encryptionSessionId, previousEncryptionSessionId: previous };
    const register = () =>
      registerEncryptionSession(
        { ...deps, users, rekeyBy: 'owner', takeEpoch: async () => ({ taken: true }) },
        'alice',
        channel,
        request,
      );
    costs.push({
      registered: await costOf(register),
      repeated: await costOf(register),
      knownSession: await costOf(() => createRegisteredSessions(registry)(cid, first)),
      strangeSession: await costOf(() => createRegisteredSessions(registry)(cid, randomUUID())),
      readOn: await costOf(() => readEncryptionSession(deps, 'alice', channel, { after: age })),
    });
    age += 1;
  }
  expect(costs[0]).toMatchObject({ registered: { calls: expect.any(Number) }, strangeSession: { items: 0 } });
  for (const cost of costs) expect(cost).toEqual(costs[0]);
});
