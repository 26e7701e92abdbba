import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';

/**
 * The largest request of ours holds two encrypted texts of 20 000 characters, and base64 makes a third more of a body that
 * came under another content type. Far below what parsing would notice.
 */
const MAX_BODY_CHARACTERS = 65_536;

/** Middy's JSON parser behind our limits and our error type. No body at all reads as `{}`. Throws `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`. */
export const jsonBody = (): MiddlewareObj<APIGatewayProxyEventV2> => {
  const parser = httpJsonBodyParser({ disableContentTypeCheck: true });
  return {
    before: async (request) => {
      const { body } = request.event;
      if (body && body.length > MAX_BODY_CHARACTERS) throw new AppError('PAYLOAD_TOO_LARGE');
      if (!body) {
        delete request.event.body;
        return;
      }
      try {
        // biome-ignore lint/suspicious/noExplicitAny: middy types the parsed event apart from the one before
        await parser.before?.(request as any);
      } catch {
        throw new AppError('INVALID_REQUEST', { message: 'body: not JSON' });
      }
    },
  };
};
