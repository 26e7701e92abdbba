import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { AppError } from '../domain/app-error.ts';

/** Far above any request of ours, far below what parsing would notice. */
const MAX_BODY_CHARACTERS = 16_384;

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

/** Checks a parsed body against its schema. Throws `INVALID_REQUEST` naming the field, never its value. */
export const checkBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const result = schema.safeParse(body === undefined ? {} : body);
  if (result.success) return result.data;
  throw new AppError('INVALID_REQUEST', { message: describe(result.error) });
};

const describe = ({ issues: [issue] }: z.ZodError): string => {
  if (!issue) return 'body: not as expected';
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map(shortName).join(', ')}: unknown field`;
  if (issue.code === 'invalid_type') return `${fieldOf(issue.path)}: must be of type ${issue.expected}`;
  return `${fieldOf(issue.path)}: ${issue.message}`;
};

const fieldOf = (path: PropertyKey[]): string => (path.length === 0 ? 'body' : path.join('.'));

/** A field's name is the caller's text: long or odd ones are not repeated. */
const shortName = (name: string): string => (/^[A-Za-z0-9_-]{1,40}$/.test(name) ? name : 'a field');
