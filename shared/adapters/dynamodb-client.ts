import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type DynamodbCallOptions, DynamodbError, dynamodbCall } from './dynamodb-call.ts';
import type { AwsAccess } from './signed-call.ts';

type Call<Input, Output> = (
  input: Input,
  options?: Omit<DynamodbCallOptions, 'access'>,
) => Promise<Omit<Output, '$metadata'>>;

/** The calls of DynamoDB that we make, with the types of the AWS SDK's document client. Binary values go in as bytes, and would come back as base64: no function reads one. */
export type Dynamodb = {
  get: Call<GetCommandInput, GetCommandOutput>;
  put: Call<PutCommandInput, PutCommandOutput>;
  update: Call<UpdateCommandInput, UpdateCommandOutput>;
  delete: Call<DeleteCommandInput, DeleteCommandOutput>;
  query: Call<QueryCommandInput, QueryCommandOutput>;
  batchGet: Call<BatchGetCommandInput, BatchGetCommandOutput>;
};

/**
 * DynamoDB for the server: plain values in and out, by `dynamodbCall`, which says what is tried again and what is thrown. An undefined value is left out. `access`: as the environment
 * says, unless told.
 */
export const createDynamodb = (access?: AwsAccess): Dynamodb => {
  const calling =
    <Input extends object, Output>(operation: string): Call<Input, Output> =>
    async (input, options) => {
      const answer = await dynamodbCall(operation, toWire(input), { ...options, ...(access && { access }) });
      return fromWire(answer as Fields) as Omit<Output, '$metadata'>;
    };
  return {
    get: calling('GetItem'),
    put: calling('PutItem'),
    update: calling('UpdateItem'),
    delete: calling('DeleteItem'),
    query: calling('Query'),
    batchGet: calling('BatchGetItem'),
  };
};

type Fields = Record<string, unknown>;
type Change = (value: never) => unknown;

/** The fields of `fields` that have a change of their own in `changes`, changed; those that are not there stay away. */
const changed = (fields: Fields, changes: Record<string, Change>): Fields => ({
  ...fields,
  ...Object.fromEntries(
    Object.entries(changes)
      .filter(([name]) => fields[name] !== undefined)
      .map(([name, change]) => [name, change(fields[name] as never)]),
  ),
});

const ofEach =
  (change: Change) =>
  (byTable: Fields): Fields =>
    Object.fromEntries(Object.entries(byTable).map(([table, value]) => [table, change(value as never)]));
const ofKeys = (change: Change) =>
  ofEach((asked: Fields) =>
    changed(asked, { Keys: (keys: unknown[]) => keys.map((key) => change(key as never)) }),
  );

const toItem = (value: Fields) => marshall(value, { removeUndefinedValues: true });
const fromItem = (item: Parameters<typeof unmarshall>[0]) => unmarshall(item);
const fromItems = (items: Parameters<typeof unmarshall>[0][]) => items.map(fromItem);

const toWire = (input: object): Fields =>
  changed(
    { ...input },
    {
      Key: toItem,
      Item: toItem,
      ExpressionAttributeValues: toItem,
      ExclusiveStartKey: toItem,
      RequestItems: ofKeys(toItem),
    },
  );

const fromWire = (answer: Fields): Fields =>
  changed(answer, {
    Item: fromItem,
    Items: fromItems,
    Attributes: fromItem,
    LastEvaluatedKey: fromItem,
    Responses: ofEach(fromItems),
    UnprocessedKeys: ofKeys(fromItem),
  });

/** What a conditional write answers; null when its condition did not hold. */
export const unlessRefused = async <Answer>(write: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof DynamodbError && error.isRefusedByCondition) return null;
    throw error;
  }
};

/** True when a conditional write took place, false when its condition did not hold. */
export const isDone = async (write: Promise<object>): Promise<boolean> =>
  (await unlessRefused(write)) !== null;
