import type { ExportMeDeps } from '../domain/export-me.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { queryAll } from './dynamodb-query.ts';
import {
  allItemsOf,
  blockedItem,
  blockedKey,
  isPeer,
  ledgerItem,
  peerItem,
  readErasureState,
  readRecord,
  userKey,
  userLedgerKey,
} from './user-items.ts';

/** Reads everything the users' table has under a user's id. An item of a kind it does not know fails the call: an export must not leave it out. */
export const createFindHoldings =
  (db: Dynamodb, TableName: string): ExportMeDeps['findHoldings'] =>
  async (userId) => {
    const items = await queryAll(db, { TableName, ...allItemsOf(userId) });
    const main = items.find(({ sk }) => sk === userKey(userId).sk);
    const ledger = items.find(({ sk }) => sk === userLedgerKey(userId).sk);
    const shutOut = items.find(({ sk }) => sk === blockedKey(userId).sk);
    const known = [main, ledger, shutOut];
    const peers = items.filter(isPeer).map((item) => peerItem.parse(item));
    const peersThat = (wanted: 'contact' | 'blocked') =>
      peers.flatMap(({ state, peerId, since }) => (state === wanted ? [{ userId: peerId, since }] : []));
    if (items.some((item) => !known.includes(item) && !isPeer(item)))
      throw new Error('An item of an unknown kind');
    return {
      user: readRecord(main),
      erasure: readErasureState(main),
      ...(shutOut && { shutOutAt: blockedItem.parse(shutOut).blockedAt }),
      contacts: peersThat('contact'),
      blocked: peersThat('blocked'),
      codes: ledger ? ledgerItem.parse(ledger).codes : [],
    };
  };
