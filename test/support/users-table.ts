import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ensureTables } from '../../local/dynamodb/ensure-tables.ts';
import { startDynamodb } from '../../local/dynamodb/start-dynamodb.ts';

export const TABLE = 'users';

const attribute = (AttributeName: 'pk' | 'sk') => ({ AttributeName, AttributeType: 'S' }) as const;

/** DynamoDB in memory with the one table the functions know. */
export const startUsersTable = async () => {
  const service = await startDynamodb({ port: 0 });
  await ensureTables(service.url, 'eu-west-1', [
    {
      name: TABLE,
      keySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      attributeDefinitions: [attribute('pk'), attribute('sk')],
      globalSecondaryIndexes: [],
    },
  ]);
  const client = new DynamoDBClient({
    endpoint: service.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const close = async () => {
    client.destroy();
    await service.close();
  };
  return {
    db: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    close,
  };
};
