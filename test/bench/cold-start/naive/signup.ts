import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { StreamChat } from 'stream-chat';
import * as z from 'zod';
import { streamSecret } from './secret.ts';

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const shape = z.object({ id: z.string() });

/** A record read with the vendor's clients, as in each call of the article's backend: for somebody known. */
export const handler = async ({ requestContext }: APIGatewayProxyEventV2WithJWTAuthorizer) => {
  const id = String(requestContext.authorizer.jwt.claims.sub);
  const { apiKey, apiSecret } = await streamSecret();
  const Key = { pk: `USER#${id}`, sk: 'USER' };
  const { Item } = await db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key }));
  const token = new StreamChat(apiKey, apiSecret).createToken(id);
  return { statusCode: 200, body: JSON.stringify({ ...shape.parse(Item), token }) };
};
