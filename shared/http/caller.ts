import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';
import { chatUserIdOf } from '../domain/chat-user-id.ts';

/** The chat user id of whoever the gateway's authorizer let in: the token's subject, and nothing else. Throws `UNAUTHENTICATED`. */
export const callerOf = (event: APIGatewayProxyEventV2WithJWTAuthorizer): string => {
  const subject = event.requestContext.authorizer?.jwt?.claims.sub;
  if (typeof subject !== 'string' || subject === '') throw new AppError('UNAUTHENTICATED');
  return chatUserIdOf(subject);
};
