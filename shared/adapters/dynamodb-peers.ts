import { partsOf } from '../contract/parts-of.ts';
import type { Peers } from '../domain/peers.ts';
import { readBatch } from './dynamodb-batch.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { queryAll } from './dynamodb-query.ts';
import { isErasure, ownerOfItem, peerItem, peerKey, peersOf, userKey } from './user-items.ts';

type Key = { pk: string; sk: string };
const BATCH_TRIES = 4;
/** As many as DynamoDB takes (BatchGetItem). */
const KEYS_AT_ONCE = 100;

/** What people have said of others, in the users' table; see {@link Peers} for what each call promises. Reads are consistent. */
export const createDynamoDbPeers = (db: Dynamodb, TableName: string): Peers => {
  /** The items that are there. DynamoDB takes no key twice. */
  const readAll = (keys: readonly Key[]): Promise<Record<string, unknown>[]> => {
    const unique = new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key]));
    return readBatch(db, TableName, {
      keys: [...unique.values()],
      tries: BATCH_TRIES,
      ProjectionExpression: 'pk, sk, #state, since, erasure.receiptId',
      ExpressionAttributeNames: { '#state': 'state' },
    });
  };
  const stateIn = (items: readonly Record<string, unknown>[], { pk, sk }: Key) => {
    const item = items.find((candidate) => candidate.pk === pk && candidate.sk === sk);
    return item ? peerItem.parse(item).state : null;
  };
  /** Writes what somebody says of another unless `except` is what they say already. */
  const say = (
    [userId, peerId]: readonly [string, string],
    { state, since }: { state: 'contact' | 'blocked'; since: string },
    condition: string,
  ): Promise<boolean> =>
    isDone(
      db.update({
        TableName,
        Key: peerKey(userId, peerId),
        UpdateExpression: 'SET #state = :state, since = :since',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state, ':since': since },
      }),
    );

  return {
    async findBetween(userId, otherId) {
      const [own, theirs, account] = [peerKey(userId, otherId), peerKey(otherId, userId), userKey(otherId)];
      const items = await readAll([own, theirs, account]);
      const isOfAccount = ({ pk, sk }: Record<string, unknown>) => pk === account.pk && sk === account.sk;
      return {
        own: stateIn(items, own),
        theirs: stateIn(items, theirs),
        isErased: isErasure(items.find(isOfAccount)),
      };
    },

    async findAbout(peerId, userIds) {
      const keys = [...new Set(userIds)].map((userId) => peerKey(userId, peerId));
      const lots = partsOf(keys, KEYS_AT_ONCE);
      const items = (await Promise.all(lots.map(readAll))).flat();
      return new Map(items.map((item) => [ownerOfItem(item), peerItem.parse(item).state]));
    },

    async noteContact(userId, peerId, since) {
      await say([userId, peerId], { state: 'contact', since }, 'attribute_not_exists(pk)');
    },

    async block(userId, peerId, since) {
      const pair = [userId, peerId] as const;
      if (await say(pair, { state: 'blocked', since }, 'attribute_not_exists(#state) OR #state <> :state'))
        return since;
      const Key = peerKey(userId, peerId);
      const { Item } = await db.get({ TableName, Key, ConsistentRead: true });
      return Item ? peerItem.parse(Item).since : since;
    },

    async unblock(userId, peerId) {
      await isDone(
        db.delete({
          TableName,
          Key: peerKey(userId, peerId),
          ConditionExpression: '#state = :blocked',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':blocked': 'blocked' },
        }),
      );
    },

    async listBlocked(userId) {
      const items = await queryAll(db, { TableName, ...peersOf(userId) });
      return items
        .map((item) => peerItem.parse(item))
        .flatMap(({ state, peerId, since }) => (state === 'blocked' ? [{ userId: peerId, since }] : []));
    },
  };
};
