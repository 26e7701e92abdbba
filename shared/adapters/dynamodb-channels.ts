import { type DynamoDBDocumentClient, PutCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { historyPolicy } from '../contract/channel.ts';
import { epoch as epochItem } from '../contract/encryption-session.ts';
import type { EncryptionSessionRegistry } from '../domain/encryption-session-registry.ts';
import { SESSION_INDEX } from '../session-index.ts';
import { isDone } from './dynamodb-client.ts';
import { queryPages } from './dynamodb-query.ts';

const recordItem = z.object({
  cid: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  history: historyPolicy,
  members: z.array(z.string()),
});

const EPOCH_DIGITS = 9;
/** DynamoDB gives up to 1 MB at a time. Lambda answers up to 6 MB, and quotes of texts are escaped in it. */
const LISTED_PAGES = 3;
const NEW_ITEM = 'attribute_not_exists(pk)';

const pkOf = (cid: string): string => `CHANNEL#${cid}`;
const RECORD = 'CHANNEL';
const skOf = (epoch: number): string => `EPOCH#${String(epoch).padStart(EPOCH_DIGITS, '0')}`;
/** Comes after the key of every epoch. */
const AFTER_EPOCHS = 'EPOCH$';

type Item = Record<string, unknown>;
type Range = Pick<QueryCommandInput, 'ScanIndexForward' | 'Limit'> & { from: string; to: string };

/** The channels in DynamoDB; see {@link EncryptionSessionRegistry} for what each call promises. Reads are consistent. */
export const createDynamoDbChannels = (
  db: DynamoDBDocumentClient,
  TableName: string,
): EncryptionSessionRegistry => {
  /** A channel's items with sort keys in a range, a page at a time. */
  const pages = (cid: string, { from, to, ...options }: Range) =>
    queryPages(db, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pkOf(cid), ':from': from, ':to': to },
      ...options,
    });

  const first = async (cid: string, range: Range): Promise<Item | undefined> => {
    for await (const [item] of pages(cid, range)) if (item) return item;
    return undefined;
  };
  const findEpochIn = async (cid: string, range: Range) =>
    epochItem.nullable().parse((await first(cid, range)) ?? null);
  const findRecord: EncryptionSessionRegistry['findRecord'] = async (cid) =>
    recordItem.nullable().parse((await first(cid, { from: RECORD, to: RECORD })) ?? null);
  const put = (Item: Item): Promise<boolean> =>
    isDone(db.send(new PutCommand({ TableName, Item, ConditionExpression: NEW_ITEM })));

  return {
    findRecord,

    async claim(candidate) {
      const created = await put({ pk: pkOf(candidate.cid), sk: RECORD, ...candidate });
      const record = created ? candidate : await findRecord(candidate.cid);
      if (!record) throw new Error('A channel is kept and not to be found');
      return { record, created };
    },

    findCurrent: (cid) =>
      findEpochIn(cid, { from: skOf(0), to: AFTER_EPOCHS, ScanIndexForward: false, Limit: 1 }),

    findEpoch: (cid, epoch) => findEpochIn(cid, { from: skOf(epoch), to: skOf(epoch) }),

    async findBySession(cid, encryptionSessionId) {
      const found = queryPages(db, {
        TableName,
        IndexName: SESSION_INDEX.name,
        KeyConditionExpression: `pk = :pk AND ${SESSION_INDEX.sortKey} = :session`,
        ExpressionAttributeValues: { ':pk': pkOf(cid), ':session': encryptionSessionId },
        Select: 'ALL_ATTRIBUTES',
        Limit: 1,
      });
      const { value: [item] = [] } = await found.next();
      return epochItem.nullable().parse(item ?? null);
    },

    async listEpochs(cid, after) {
      const items: Item[] = [];
      let listed = 0;
      for await (const page of pages(cid, { from: skOf(after + 1), to: AFTER_EPOCHS })) {
        items.push(...page);
        if (++listed === LISTED_PAGES) break;
      }
      return z.array(epochItem).parse(items);
    },

    append: (cid, epoch) => put({ pk: pkOf(cid), sk: skOf(epoch.epoch), ...epoch }),
  };
};
