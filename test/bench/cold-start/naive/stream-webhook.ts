import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { StreamChat } from 'stream-chat';
import * as z from 'zod';
import { streamSecret } from './secret.ts';

const shape = z.looseObject({ message: z.looseObject({ text: z.string() }) });

/** Stream's hook with the vendor's client; refuses everything. */
export const handler = async ({ body = '', headers }: APIGatewayProxyEventV2) => {
  const { apiKey, apiSecret } = await streamSecret();
  const isStreams = new StreamChat(apiKey, apiSecret).verifyWebhook(body, headers['x-signature'] ?? '');
  if (!isStreams) return { statusCode: 401, body: '{}' };
  const { message } = shape.parse(JSON.parse(body));
  return { statusCode: 200, body: JSON.stringify({ message: { ...message, type: 'error' } }) };
};
