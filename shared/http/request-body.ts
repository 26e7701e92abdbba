import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { MAX_BODY_CHARACTERS } from '../contract/body-limit.ts';
import { AppError } from '../domain/app-error.ts';

/** What was sent as JSON; undefined without a body. Throws `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`. */
export const jsonBodyOf = (
  { body, isBase64Encoded }: APIGatewayProxyEventV2,
  maxBody = MAX_BODY_CHARACTERS,
): unknown => {
  if (!body) return undefined;
  if (body.length > maxBody) throw new AppError('PAYLOAD_TOO_LARGE');
  try {
    return JSON.parse(
      isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
      withoutPrototypes,
    );
  } catch {
    throw new AppError('INVALID_REQUEST', { message: 'body: not JSON' });
  }
};

/** Nobody has a use for these names but to have a copy of the object change what all objects have. */
const withoutPrototypes = (name: string, value: unknown): unknown => {
  if (name === '__proto__' || (name === 'constructor' && Object.hasOwn(Object(value), 'prototype')))
    throw new Error('A name that is not taken');
  return value;
};
