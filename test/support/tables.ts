import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ensureTables } from '../../local/dynamodb/ensure-tables.ts';
import { startDynamodb } from '../../local/dynamodb/start-dynamodb.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { SESSION_INDEX } from '../../shared/session-index.ts';

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;

/** DynamoDB in memory with tables of the forms the functions know; that of users does without the index. */
export const startTables = async (...names: string[]) => {
  const service = await startDynamodb({ port: 0 });
  await ensureTables(
    service.url,
    'eu-west-1',
    names.map((name) => ({
      name,
      keySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      attributeDefinitions: [attribute('pk'), attribute('sk'), attribute(SESSION_INDEX.sortKey)],
      globalSecondaryIndexes: [],
      localSecondaryIndexes: [
        {
          IndexName: SESSION_INDEX.name,
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: SESSION_INDEX.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    })),
  );
  const access = { endpoint: service.url, region: 'eu-west-1' };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ ...access, credentials });
  const close = async () => {
    client.destroy();
    await service.close();
  };
  return {
    url: service.url,
    /** What a function finds in its environment. */
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: service.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    db: createDynamodb({ ...access, credentials: async () => credentials }),
    /** The AWS SDK's own client, for what a test looks at or puts there past ours. */
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    close,
  };
};
