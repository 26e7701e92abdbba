import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { createDynamodb } from '../../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { createResealingOpen, createSeal, sealingKidOf } from '../../../shared/adapters/two-man-rule-seal.ts';
import { newTwoManRuleKey } from '../../../shared/domain/two-man-rule-key.ts';
import type { Users } from '../../../shared/domain/user.ts';
import { held, sealingSecret } from '../../support/secrets.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const rotated = {
  currentKid: 'k2',
  keys: { ...sealingSecret.keys, k2: randomBytes(32).toString('base64') },
};
const sealOld = createSeal(held(sealingSecret));
const key = newTwoManRuleKey();

let table: Awaited<ReturnType<typeof startUsersTable>>;
let users: Users;
let id: string;
let lines: unknown[];

beforeAll(async () => {
  table = await startUsersTable();
  users = createDynamoDbUsers(table.db, TABLE);
});
afterAll(() => table.close());
beforeEach(() => {
  id = `user-${randomUUID()}`;
  lines = [];
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((line) => void lines.push(line));
});

const signUp = async (sealedTwoManRuleKey: string) => {
  await users.claim({ id, sealedTwoManRuleKey, createdAt: '2026-11-22T10:00:00.000Z' });
  return sealedTwoManRuleKey;
};
const kept = async () => (await users.find(id))?.sealedTwoManRuleKey ?? '';

describe('a two-man-rule key that an older sealing key sealed', () => {
  it('opens, and lies under the current one from then on', async () => {
    const old = await signUp(await sealOld(id, key));
    expect(sealingKidOf(old)).toBe('k1');
    expect(await createResealingOpen(held(rotated), users)(id, old)).toBe(key);
    expect(sealingKidOf(await kept())).toBe('k2');
    const onlyNew = { currentKid: 'k2', keys: { k2: rotated.keys.k2 } };
    expect(await createResealingOpen(held(onlyNew), users)(id, await kept())).toBe(key);
    expect(lines).toEqual([]);
  });

  it('is sealed anew once, whoever comes first', async () => {
    const old = await signUp(await sealOld(id, key));
    const open = createResealingOpen(held(rotated), users);
    const keys = await Promise.all(Array.from({ length: 8 }, () => open(id, old)));
    expect(new Set(keys)).toEqual(new Set([key]));
    const first = await kept();
    await open(id, old);
    expect(await kept()).toBe(first);
  });

  it('does not take the place of a value that came in between, nor make a record that is gone', async () => {
    const old = await sealOld(id, key);
    const other = await signUp(await sealOld(id, newTwoManRuleKey()));
    const open = createResealingOpen(held(rotated), users);
    expect(await open(id, old)).toBe(key);
    expect(await kept()).toBe(other);
    const nobody = `user-${randomUUID()}`;
    await open(nobody, await sealOld(nobody, key));
    expect(await users.find(nobody)).toBeNull();
  });

  it('opens when the table cannot be written, and a line says so without the key', async () => {
    const failing = { replaceSealedTwoManRuleKey: () => Promise.reject(new Error(`no: ${key}`)) };
    expect(await createResealingOpen(held(rotated), failing)(id, await sealOld(id, key))).toBe(key);
    expect(lines).toEqual([expect.objectContaining({ event: 'resealing-failed', errorName: 'Error' })]);
    expect(JSON.stringify(lines)).not.toContain(key);
  });

  it('keeps nobody waiting for a table that does not answer', async () => {
    const { url, close } = await listen(
      createServer(() => {}),
      0,
    );
    const credentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });
    const silent = createDynamoDbUsers(
      createDynamodb({ endpoint: url, region: 'eu-west-1', credentials }),
      TABLE,
    );
    const startedAt = Date.now();
    expect(await createResealingOpen(held(rotated), silent)(id, await sealOld(id, key))).toBe(key);
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    await close();
  });
});

it('writes nothing for a key that lies under the current one', async () => {
  const writes: string[] = [];
  const watched = { replaceSealedTwoManRuleKey: async (userId: string) => void writes.push(userId) };
  expect(await createResealingOpen(held(sealingSecret), watched)(id, await sealOld(id, key))).toBe(key);
  expect(writes).toEqual([]);
});
