import { AwsClient } from 'aws4fetch';
import type { AttributeDefinition, KeyAttribute, SecondaryIndex, TableSpec } from '../template/deployment.ts';

/** What a table needs to exist. The template that would be deployed says it. */
type Table = Pick<
  TableSpec,
  'name' | 'keySchema' | 'attributeDefinitions' | 'globalSecondaryIndexes' | 'localSecondaryIndexes'
>;

type Call = (operation: string, input: unknown) => Promise<Response>;

/**
 * Makes the tables that are not there yet; doing it again changes nothing.
 * Throws when a table is there with other keys or local indexes, because DynamoDB cannot change those either.
 */
export const ensureTables = async (endpoint: string, region: string, tables: Table[]): Promise<void> => {
  const call = dynamodbCall(endpoint, region);
  await Promise.all(tables.map((table) => ensureTable(call, table)));
};

const dynamodbCall = (endpoint: string, region: string): Call => {
  const aws = new AwsClient({
    accessKeyId: 'local',
    secretAccessKey: 'local',
    region,
    service: 'dynamodb',
    retries: 0,
  });
  return (operation, input) =>
    aws.fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });
};

const ensureTable = async (call: Call, table: Table): Promise<void> => {
  const created = await call('CreateTable', {
    TableName: table.name,
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributeDefinitions,
    ...(table.globalSecondaryIndexes.length && { GlobalSecondaryIndexes: table.globalSecondaryIndexes }),
    ...(table.localSecondaryIndexes.length && { LocalSecondaryIndexes: table.localSecondaryIndexes }),
    BillingMode: 'PAY_PER_REQUEST',
  });
  if (created.ok) return untilActive(call, table.name);
  const problem = await created.text();
  if (!problem.includes('ResourceInUseException')) throw new Error(`Table ${table.name}: ${problem}`);
  if (!sameKeys(table, await describe(call, table.name)))
    throw new Error(
      `Table ${table.name} has other keys than the stack now asks for. Start again with --fresh.`,
    );
};

type Description = {
  TableStatus: string;
  KeySchema: KeyAttribute[];
  AttributeDefinitions: AttributeDefinition[];
  LocalSecondaryIndexes?: SecondaryIndex[];
};

const describe = async (call: Call, TableName: string): Promise<Description> => {
  const answer = await call('DescribeTable', { TableName });
  return ((await answer.json()) as { Table: Description }).Table;
};

const untilActive = async (call: Call, name: string): Promise<void> => {
  for (let attempt = 0; attempt < 50; attempt++) {
    if ((await describe(call, name)).TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Table ${name} did not become active.`);
};

const sameKeys = (wanted: Table, found: Description): boolean => {
  const spell = (keys: KeyAttribute[], attributes: AttributeDefinition[]) =>
    keys
      .map(({ AttributeName, KeyType }) => {
        const type = attributes.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType;
        return `${KeyType} ${AttributeName} ${type}`;
      })
      .sort()
      .join();
  const spellIndexes = (indexes: SecondaryIndex[], attributes: AttributeDefinition[]) =>
    indexes
      .map(({ IndexName, KeySchema }) => `${IndexName} ${spell(KeySchema, attributes)}`)
      .sort()
      .join();
  return (
    spell(wanted.keySchema, wanted.attributeDefinitions) ===
      spell(found.KeySchema, found.AttributeDefinitions) &&
    spellIndexes(wanted.localSecondaryIndexes, wanted.attributeDefinitions) ===
      spellIndexes(found.LocalSecondaryIndexes ?? [], found.AttributeDefinitions)
  );
};
