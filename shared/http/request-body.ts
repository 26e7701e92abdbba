import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { MAX_BODY_CHARACTERS } from '../contract/body-limit.ts';
import { AppError } from '../domain/app-error.ts';

const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/** What was sent as JSON, by middy's parser behind our limits; undefined without a body. Throws `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`. */
export const jsonBodyOf = (
  { body, headers, isBase64Encoded }: APIGatewayProxyEventV2,
  maxBody = MAX_BODY_CHARACTERS,
): unknown => {
  if (!body) return undefined;
  if (body.length > maxBody) throw new AppError('PAYLOAD_TOO_LARGE');
  const event = { body, headers, isBase64Encoded };
  try {
    // biome-ignore lint/suspicious/noExplicitAny: middy wants a whole request, of which its parser reads the event
    parser.before?.({ event } as any);
  } catch {
    throw new AppError('INVALID_REQUEST', { message: 'body: not JSON' });
  }
  return event.body;
};
