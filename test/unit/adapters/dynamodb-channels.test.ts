import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDbChannels } from '../../../shared/adapters/dynamodb-channels.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import type { ChannelRecord } from '../../../shared/domain/channel.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'channels';
const at = '2026-11-22T10:00:00.000Z';
/** What two encrypted texts of the largest size take. */
const LARGEST = 20_000;

let table: Awaited<ReturnType<typeof startTables>>;
let registry: ReturnType<typeof createDynamoDbChannels>;
let cid: string;

beforeAll(async () => {
  table = await startTables(TABLE);
  registry = createDynamoDbChannels(table.db, TABLE);
});
afterAll(() => table.close());
beforeEach(() => {
  cid = `messaging:${randomUUID()}`;
});

const epochOf = (epoch: number, texts: Partial<Epoch> = {}): Epoch => ({
  encryptionSessionId: randomUUID(),
  epoch,
  createdBy: 'alice',
  createdAt: at,
  ...texts,
});

const claimOf = (createdBy: string, ...members: string[]) => ({
  cid,
  kind: 'group' as const,
  createdBy,
  createdAt: at,
  history: 'whole' as const,
  members: [createdBy, ...members],
});

describe('the channels in DynamoDB', () => {
  it('keep the first record of a channel, whoever races', async () => {
    expect(await registry.findRecord(cid)).toBeNull();
    const candidates = Array.from({ length: 8 }, (_, index) => ({
      cid,
      kind: 'group' as const,
      createdBy: `user-${index}`,
      createdAt: at,
      history: 'whole' as const,
      members: [`user-${index}`, 'bob'],
    }));
    const answers = await Promise.all(
      candidates.map((candidate) =>
        registry.claim(candidate, { id: randomUUID(), userId: candidate.createdBy }),
      ),
    );
    const [made, ...others] = answers.filter((record) => record !== null);
    expect(others).toEqual([]);
    expect(await registry.findRecord(cid)).toEqual(made);
    const { askedBy, isMade, ...claimed } = made as ChannelRecord;
    expect(candidates).toContainEqual(claimed);
    expect([askedBy, isMade]).toEqual([[claimed.createdBy], false]);
    const bobs = { ...claimed, createdBy: 'bob', members: ['bob'] };
    expect(await registry.claim(bobs, { id: randomUUID(), userId: 'bob' })).toEqual({
      ...claimed,
      askedBy: expect.arrayContaining(['bob', claimed.createdBy]),
      isMade: false,
    });
  });

  it('give a claim back with the last attempt that failed, and none that is used', async () => {
    const claim = (createdBy: string, id: string) =>
      registry.claim(claimOf('alice', 'bob'), { id, userId: createdBy });
    await claim('alice', 'a1');
    await claim('alice', 'a2');
    await registry.giveBack(cid, 'a1');
    await registry.giveBack(cid, 'other');
    expect(await registry.findRecord(cid)).toMatchObject({ createdBy: 'alice', isMade: false });
    await registry.giveBack(cid, 'a2');
    await registry.giveBack(cid, 'a2');
    expect(await registry.findRecord(cid)).toBeNull();
    await claim('alice', 'a3');
    await registry.noteMade(cid);
    await claim('bob', 'b1');
    await registry.giveBack(cid, 'b1');
    await registry.noteMade(cid);
    expect(await registry.findRecord(cid)).toMatchObject({ createdBy: 'alice', isMade: true });
  });

  it('let nobody join a claim whom it does not name', async () => {
    await registry.claim(claimOf('alice', 'bob'), { id: 'a1', userId: 'alice' });
    const attempt = { id: 'm1', userId: 'mallory' };
    expect(await registry.claim(claimOf('mallory'), attempt)).toBeNull();
    await registry.giveBack(cid, 'm1');
    expect(await registry.findRecord(cid)).toMatchObject({ createdBy: 'alice', askedBy: ['alice'] });
  });

  it('keep the first epoch of a number, whoever races, and tell the others that they lost', async () => {
    for (const number of [1, 2]) {
      const candidates = Array.from({ length: 8 }, () =>
        epochOf(number, { welcome: 'w', announcement: 'a' }),
      );
      const won = await Promise.all(candidates.map((candidate) => registry.append(cid, candidate)));
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = candidates[won.indexOf(true)];
      expect(await registry.findCurrent(cid)).toEqual(winner);
      expect(await registry.findEpoch(cid, number)).toEqual(winner);
    }
  });

  it('have nothing where nothing was kept', async () => {
    expect(await registry.findCurrent(cid)).toBeNull();
    await registry.claim(claimOf('alice'), { id: randomUUID(), userId: 'alice' });
    expect(await registry.findCurrent(cid)).toBeNull();
    expect(await registry.findEpoch(cid, 1)).toBeNull();
    expect(await registry.findBySession(cid, randomUUID())).toBeNull();
    expect(await registry.listEpochs(cid, 0)).toEqual({ current: null, epochs: [] });
  });

  it('keep channels apart', async () => {
    const epoch = epochOf(1);
    await registry.append(cid, epoch);
    for (const other of [`${cid}2`, cid.slice(0, -1), cid.toUpperCase()]) {
      expect(await registry.findCurrent(other)).toBeNull();
      expect(await registry.findBySession(other, epoch.encryptionSessionId)).toBeNull();
    }
  });

  it('list epochs in the order of their numbers, after the one asked for', async () => {
    const epochs = [1, 2, 9, 10, 11, 99, 100, 1000].map((number) => epochOf(number));
    for (const epoch of epochs.toReversed()) await registry.append(cid, epoch);
    await registry.claim(claimOf('alice'), { id: randomUUID(), userId: 'alice' });
    const current = epochs.at(-1);
    expect(await registry.listEpochs(cid, 0)).toEqual({ current, epochs });
    expect(await registry.listEpochs(cid, 10)).toEqual({ current, epochs: epochs.slice(4) });
    expect(await registry.listEpochs(cid, 1000)).toEqual({ current, epochs: [] });
    expect(await registry.listEpochs(cid, 999_999_999)).toEqual({ current, epochs: [] });
    expect(await registry.findCurrent(cid)).toEqual(epochs.at(-1));
  });

  it('read on past the megabyte DynamoDB gives at a time, and cut what one answer could not hold', async () => {
    const texts = { welcome: 'w'.repeat(LARGEST), announcement: 'a'.repeat(LARGEST) };
    const epochs = Array.from({ length: 110 }, (_, index) => epochOf(index + 1, texts));
    for (const epoch of epochs) await registry.append(cid, epoch);
    const { current, epochs: listed } = await registry.listEpochs(cid, 0);
    expect(listed.length).toBeGreaterThan(60);
    expect(JSON.stringify(listed).length).toBeLessThan(4_000_000);
    const rest = await registry.listEpochs(cid, listed.at(-1)?.epoch ?? 0);
    expect([...listed, ...rest.epochs]).toEqual(epochs);
    const last = epochs.at(-1) as Epoch;
    expect([current, rest.current]).toEqual([last, last]);
    expect(await registry.findBySession(cid, last.encryptionSessionId)).toEqual(last);
    expect(await registry.findCurrent(cid)).toEqual(last);
  });
});
