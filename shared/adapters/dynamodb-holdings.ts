import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ExportMeDeps } from '../domain/export-me.ts';
import { queryAll } from './dynamodb-query.ts';
import {
  allItemsOf,
  challengeWindowItem,
  isErasure,
  isPeer,
  peerItem,
  readErasure,
  userItem,
  userKey,
} from './user-items.ts';

/** Reads everything the users' table has under a user's id. An item of a kind it does not know fails the call: an export must not leave it out. */
export const createFindHoldings =
  (db: DynamoDBDocumentClient, TableName: string): ExportMeDeps['findHoldings'] =>
  async (userId) => {
    const items = await queryAll(db, { TableName, ...allItemsOf(userId) });
    const main = items.find(({ sk }) => sk === userKey(userId).sk);
    const rest = items.filter((item) => item !== main);
    const peers = rest.filter(isPeer).map((item) => peerItem.parse(item));
    const peersThat = (wanted: 'contact' | 'blocked') =>
      peers.flatMap(({ state, peerId, since }) => (state === wanted ? [{ userId: peerId, since }] : []));
    return {
      user: main && !isErasure(main) ? userItem.parse(main) : null,
      erasure: main && isErasure(main) ? readErasure(main) : null,
      contacts: peersThat('contact'),
      blocked: peersThat('blocked'),
      challengeCounts: rest
        .filter((item) => !isPeer(item))
        .map((item) => {
          const { sk, challenges, expiresAt } = challengeWindowItem.parse(item);
          return { windowStartsAt: sk, count: challenges, expiresAt };
        }),
    };
  };
