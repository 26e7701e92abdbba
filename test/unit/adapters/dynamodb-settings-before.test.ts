import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbSettingsBefore } from '../../../shared/adapters/dynamodb-settings-before.ts';
import type { SettingsBefore } from '../../../shared/domain/settings-before.ts';
import { startTables } from '../../support/tables.ts';

let table: Awaited<ReturnType<typeof startTables>>;
let before: SettingsBefore;

beforeAll(async () => {
  table = await startTables('channels');
  before = createDynamoDbSettingsBefore(table.db, 'channels');
});
afterAll(() => table.close());

it('keeps each setting as it was first seen, and forgets what is told', async () => {
  const app = { of: 'app', existed: true, settings: { url: '', timeout: 0, off: false, hooks: [] } };
  const type = { of: 'type/chat', existed: false, settings: { search: null, 'grants/user': ['read'] } };
  await before.keep(app);
  await before.keep(type);
  expect(await before.list()).toEqual([app, type]);
  await before.keep({ of: 'app', existed: false, settings: { url: 'other', timeout: 9, later: 'new' } });
  await before.keep({ ...type, existed: true, settings: { search: true } });
  expect(await before.list()).toEqual([{ ...app, settings: { ...app.settings, later: 'new' } }, type]);
  await before.forget('app');
  await before.forget('app');
  expect(await before.list()).toEqual([type]);
});
