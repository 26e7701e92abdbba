import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { channelKind, historyPolicy } from '../contract/channel.ts';
import { epoch as epochItem } from '../contract/encryption-session.ts';
import type { ChannelRecord } from '../domain/channel.ts';
import type { EncryptionSessionRegistry } from '../domain/encryption-session-registry.ts';
import { SESSION_INDEX } from '../session-index.ts';
import { type Dynamodb, isDone, unlessRefused } from './dynamodb-client.ts';
import { queryPages } from './dynamodb-query.ts';

const recordItem = z.object({
  cid: z.string(),
  kind: channelKind,
  createdBy: z.string(),
  createdAt: z.string(),
  history: historyPolicy,
  members: z.array(z.string()),
  askedBy: z._default(z.set(z.string()), new Set()),
  madeAt: z.optional(z.string()),
});

const readRecord = (item: unknown): ChannelRecord => {
  const { askedBy, madeAt, ...record } = recordItem.parse(item);
  return { ...record, askedBy: [...askedBy], isMade: madeAt !== undefined };
};

const EPOCH_DIGITS = 9;
/** DynamoDB gives up to 1 MB at a time. Lambda answers up to 6 MB, and quotes of texts are escaped in it. */
const LISTED_PAGES = 3;
const NEW_ITEM = 'attribute_not_exists(pk)';
const NOT_MADE = 'attribute_exists(pk) AND attribute_not_exists(madeAt)';

/** The key that all items of a channel have. */
export const channelPk = (cid: string): string => `CHANNEL#${cid}`;
const RECORD = 'CHANNEL';
const skOf = (epoch: number): string => `EPOCH#${String(epoch).padStart(EPOCH_DIGITS, '0')}`;
/** Comes after the key of every epoch. */
const AFTER_EPOCHS = 'EPOCH$';

type Item = Record<string, unknown>;
type Range = Pick<QueryCommandInput, 'ScanIndexForward' | 'Limit'> & { from: string; to: string };

/** The channels in DynamoDB; see {@link EncryptionSessionRegistry} for what each call promises. Reads are consistent. */
export const createDynamoDbChannels = (
  db: Dynamodb,
  TableName: string,
  now = () => new Date(),
): EncryptionSessionRegistry => {
  /** A channel's items with sort keys in a range, a page at a time. */
  const pages = (cid: string, { from, to, ...options }: Range) =>
    queryPages(db, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': channelPk(cid), ':from': from, ':to': to },
      ...options,
    });

  const first = async (cid: string, range: Range): Promise<Item | undefined> => {
    for await (const [item] of pages(cid, range)) if (item) return item;
    return undefined;
  };
  const findCurrent: EncryptionSessionRegistry['findCurrent'] = (cid) =>
    findEpochIn(cid, { from: skOf(0), to: AFTER_EPOCHS, ScanIndexForward: false, Limit: 1 });
  const findEpochIn = async (cid: string, range: Range) =>
    z.nullable(epochItem).parse((await first(cid, range)) ?? null);
  const recordKey = (cid: string) => ({ pk: channelPk(cid), sk: RECORD });
  const findRecord: EncryptionSessionRegistry['findRecord'] = async (cid) => {
    const item = await first(cid, { from: RECORD, to: RECORD });
    return item ? readRecord(item) : null;
  };
  const put = (Item: Item): Promise<boolean> =>
    isDone(db.put({ TableName, Item, ConditionExpression: NEW_ITEM }));

  return {
    findRecord,

    async claim(candidate, { id, userId }) {
      const fields = Object.entries(candidate);
      const answer = await unlessRefused(
        db.update({
          TableName,
          Key: recordKey(candidate.cid),
          ConditionExpression: `${NEW_ITEM} OR contains(#members, :user)`,
          UpdateExpression: `SET ${fields.map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')} ADD attempts :attempt, askedBy :asking`,
          ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
            ':user': userId,
            ':attempt': new Set([id]),
            ':asking': new Set([userId]),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return answer ? readRecord(answer.Attributes) : null;
    },

    async noteMade(cid) {
      await db.update({
        TableName,
        Key: recordKey(cid),
        UpdateExpression: 'SET madeAt = if_not_exists(madeAt, :now) REMOVE attempts',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': now().toISOString() },
      });
    },

    async giveBack(cid, attemptId) {
      const Key = recordKey(cid);
      const own = { ':own': new Set([attemptId]) };
      const isGone = await isDone(
        db.delete({
          TableName,
          Key,
          ConditionExpression: `${NOT_MADE} AND attempts = :own`,
          ExpressionAttributeValues: own,
        }),
      );
      if (isGone) return;
      await isDone(
        db.update({
          TableName,
          Key,
          UpdateExpression: 'DELETE attempts :own',
          ConditionExpression: NOT_MADE,
          ExpressionAttributeValues: own,
        }),
      );
    },

    findCurrent,

    findEpoch: (cid, epoch) => findEpochIn(cid, { from: skOf(epoch), to: skOf(epoch) }),

    async findBySession(cid, encryptionSessionId) {
      const found = queryPages(db, {
        TableName,
        IndexName: SESSION_INDEX.name,
        KeyConditionExpression: `pk = :pk AND ${SESSION_INDEX.sortKey} = :session`,
        ExpressionAttributeValues: { ':pk': channelPk(cid), ':session': encryptionSessionId },
        Limit: 1,
      });
      const { value: [keys] = [] } = await found.next();
      return keys ? findEpochIn(cid, { from: String(keys.sk), to: String(keys.sk) }) : null;
    },

    /** From `after` itself on, which mostly is the last one: so one query finds it, and what came later. */
    async listEpochs(cid, after) {
      const items: Item[] = [];
      let listed = 0;
      for await (const page of pages(cid, { from: skOf(after), to: AFTER_EPOCHS })) {
        items.push(...page);
        if (++listed === LISTED_PAGES) break;
      }
      const found = z.array(epochItem).parse(items);
      const last = listed === LISTED_PAGES ? undefined : found.at(-1);
      return {
        current: last ?? (await findCurrent(cid)),
        epochs: found.filter(({ epoch }) => epoch > after),
      };
    },

    append: (cid, epoch) => put({ pk: channelPk(cid), sk: skOf(epoch.epoch), ...epoch }),
  };
};
