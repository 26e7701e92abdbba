import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDbPeers } from '../../../shared/adapters/dynamodb-peers.ts';
import { userKey } from '../../../shared/adapters/user-items.ts';
import type { Peers } from '../../../shared/domain/peers.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'users';
const at = '2026-11-22T10:00:00.000Z';
const later = '2026-11-23T10:00:00.000Z';

let tables: Awaited<ReturnType<typeof startTables>>;
let peers: Peers;
let run = 0;
let [alice, bob] = ['', ''];

beforeAll(async () => {
  tables = await startTables(TABLE);
  peers = createDynamoDbPeers(tables.db, TABLE);
});
afterAll(() => tables.close());
beforeEach(() => {
  run += 1;
  [alice, bob] = [`alice${run}`, `bob${run}`];
});

describe('what people say of each other', () => {
  it('is nothing at first, and each their own', async () => {
    expect(await peers.findBetween(alice, bob)).toEqual({ own: null, theirs: null, isErased: false });
    await peers.noteContact(alice, bob, at);
    expect(await peers.findBetween(alice, bob)).toEqual({ own: 'contact', theirs: null, isErased: false });
    expect(await peers.findBetween(bob, alice)).toEqual({ own: null, theirs: 'contact', isErased: false });
  });

  it('keeps a block when somebody is noted as a contact, at once or later', async () => {
    await Promise.all([
      peers.noteContact(alice, bob, at),
      peers.block(alice, bob, at),
      peers.noteContact(alice, bob, at),
    ]);
    await peers.noteContact(alice, bob, later);
    expect((await peers.findBetween(alice, bob)).own).toBe('blocked');
  });

  it('keeps the time of the first block, whoever races, and a new one after it was taken back', async () => {
    const sinces = await Promise.all([at, later].map((time) => peers.block(alice, bob, time)));
    const [since] = sinces;
    expect(sinces).toEqual([since, since]);
    expect(await peers.listBlocked(alice)).toEqual([{ userId: bob, since }]);
    for (let time = 0; time < 2; time += 1) await peers.unblock(alice, bob);
    expect(await peers.listBlocked(alice)).toEqual([]);
    expect(await peers.block(alice, bob, later)).toBe(later);
  });

  it('loses no contact when a block is taken back that there is not', async () => {
    await peers.noteContact(alice, bob, at);
    await peers.unblock(alice, bob);
    expect((await peers.findBetween(alice, bob)).own).toBe('contact');
    expect(await peers.listBlocked(alice)).toEqual([]);
  });

  it('is found of a hundred people with one call, each once', async () => {
    const people = Array.from({ length: 100 }, (_, index) => `${bob}-${index}`);
    await Promise.all(people.slice(0, 20).map((id) => peers.noteContact(id, alice, at)));
    await peers.block(String(people[20]), alice, at);
    const said = await peers.findAbout(alice, [...people, ...people]);
    expect([...said.values()].filter((state) => state === 'contact')).toHaveLength(20);
    expect(said.get(String(people[20]))).toBe('blocked');
    expect(said.size).toBe(21);
    expect((await peers.findAbout(alice, [])).size).toBe(0);
  });

  it('tells somebody erased from somebody who is there', async () => {
    const erasure = { receiptId: 'r', requestedAt: at, doneAt: {} };
    const Item = { ...userKey(bob), id: bob, erasure };
    await tables.documents.send(new PutCommand({ TableName: TABLE, Item }));
    expect((await peers.findBetween(alice, bob)).isErased).toBe(true);
    expect((await peers.findBetween(bob, alice)).isErased).toBe(false);
  });
});
