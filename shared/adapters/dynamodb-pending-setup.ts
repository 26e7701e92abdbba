import type { Pending, PendingSetup } from '../domain/pending-setup.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { queryAll } from './dynamodb-query.ts';
import { SETTINGS_PARTITION } from './dynamodb-settings-before.ts';

const SK = 'PENDING';

/** What is still to be done at Stream, in DynamoDB: one item beside what was set before us. */
export const createDynamoDbPendingSetup = (db: Dynamodb, TableName: string): PendingSetup => {
  const Key = { pk: SETTINGS_PARTITION, sk: SK };
  return {
    async find() {
      const [item] = await queryAll(db, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk = :sk',
        ExpressionAttributeValues: { ':pk': SETTINGS_PARTITION, ':sk': SK },
      });
      return item ? toPending(item) : null;
    },

    async mark({ task, since, hookUrl, queue }) {
      await db.update({
        TableName,
        Key,
        UpdateExpression:
          'SET task = :task, hookUrl = :hook, queueUrl = :url, queueRegion = :region, since = if_not_exists(since, :since)',
        ExpressionAttributeValues: {
          ':task': task,
          ':hook': hookUrl,
          ':url': queue.url,
          ':region': queue.region,
          ':since': since,
        },
      });
    },

    async clear() {
      await db.delete({ TableName, Key });
    },
  };
};

const toPending = ({ task, since, hookUrl, queueUrl, queueRegion }: Record<string, unknown>): Pending => ({
  task: task === 'restore' ? 'restore' : 'configure',
  since: String(since),
  hookUrl: String(hookUrl),
  queue: { url: String(queueUrl), region: String(queueRegion) },
});
