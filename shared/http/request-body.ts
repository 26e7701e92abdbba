import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';

/**
 * The largest request of ours holds two encrypted texts of 20 000 characters, and base64 makes a third more of a body that
 * came under another content type. Far below what parsing would notice.
 */
const MAX_BODY_CHARACTERS = 65_536;

const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/** What was sent as JSON, by middy's parser behind our limits; undefined without a body. Throws `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`. */
export const jsonBodyOf = ({ body, headers, isBase64Encoded }: APIGatewayProxyEventV2): unknown => {
  if (!body) return undefined;
  if (body.length > MAX_BODY_CHARACTERS) throw new AppError('PAYLOAD_TOO_LARGE');
  const event = { body, headers, isBase64Encoded };
  try {
    // biome-ignore lint/suspicious/noExplicitAny: middy wants a whole request, of which its parser reads the event
    parser.before?.({ event } as any);
  } catch {
    throw new AppError('INVALID_REQUEST', { message: 'body: not JSON' });
  }
  return event.body;
};
