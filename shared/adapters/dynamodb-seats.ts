import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Seats } from '../domain/seats.ts';
import { channelPk } from './dynamodb-channels.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';

/**
 * How long a place is held: longer than a call lives that adds somebody (ten seconds), and than Stream takes to show a member to all who ask. So
 * whoever is not among those that are held was shown as a member, or is none.
 */
const HELD_MS = 30_000;
const MOST_TRIES = 60;
const LONGEST_PAUSE_MS = 40;

const seatsItem = z.object({
  version: z.number(),
  held: z.record(z.string(), z.object({ until: z.number(), token: z.string() })),
});

/** Seats in DynamoDB, in one item for each channel; see {@link Seats} for what each call promises. Throws when others never let it write. */
export const createDynamoDbSeats = (db: Dynamodb, TableName: string, now: () => number = Date.now): Seats => {
  const keyOf = (cid: string) => ({ pk: channelPk(cid), sk: 'SEATS' });
  const read = async (cid: string) => {
    const { Item } = await db.get({ TableName, Key: keyOf(cid), ConsistentRead: true });
    return Item ? seatsItem.parse(Item) : null;
  };

  return {
    async take(cid, { userId, members, most }) {
      const seat = { userId, token: randomUUID() };
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const found = await read(cid);
        const held = Object.entries(found?.held ?? {}).filter(([, { until }]) => until > now());
        const isFull = new Set([...members, ...held.map(([id]) => id), userId]).size > most;
        if (isFull) return null;
        const mine = { until: now() + HELD_MS, token: seat.token };
        const version = found?.version ?? 0;
        const Item = {
          ...keyOf(cid),
          version: version + 1,
          held: { ...Object.fromEntries(held), [userId]: mine },
        };
        const written = await isDone(
          db.put({
            TableName,
            Item,
            ConditionExpression: 'attribute_not_exists(pk) OR version = :read',
            ExpressionAttributeValues: { ':read': version },
          }),
        );
        if (written) return seat;
        await sleep(Math.random() * LONGEST_PAUSE_MS);
      }
      throw new Error('The places of a channel could not be written');
    },

    async giveBack(cid, { userId, token }) {
      await isDone(
        db.update({
          TableName,
          Key: keyOf(cid),
          UpdateExpression: 'REMOVE held.#user ADD version :one',
          ConditionExpression: 'held.#user.#token = :token',
          ExpressionAttributeNames: { '#user': userId, '#token': 'token' },
          ExpressionAttributeValues: { ':one': 1, ':token': token },
        }),
      );
    },
  };
};
