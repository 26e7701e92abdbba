import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbReconcileProgress } from '../../../shared/adapters/dynamodb-reconcile-progress.ts';
import type { Progress } from '../../../shared/domain/reconcile-progress.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());

it('keeps progress, and lets nobody write over what they have not seen', async () => {
  const progress = createDynamoDbReconcileProgress(table.db, TABLE);
  expect(await progress.find('schedule')).toBeNull();
  const inside = { cid: 'c', until: null, heads: ['h'], beforeReply: 'r' };
  const position = { createdAt: '2026-01-01', walked: ['a'], inside };
  const first: Progress = { version: 1, reconciledTo: null, run: { from: 'f', to: 't', position } };
  const second: Progress = { version: 2, reconciledTo: 't', run: null };
  expect(await progress.save('schedule', first)).toBe(true);
  expect(await progress.save('schedule', first)).toBe(false);
  expect(await progress.find('schedule')).toMatchObject(first);
  expect(await progress.save('schedule', second)).toBe(true);
  expect(await progress.save('schedule', second)).toBe(false);
  expect(await progress.find('schedule')).toEqual(second);
  expect(await progress.find('other')).toBeNull();
});
