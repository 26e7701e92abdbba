import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { AppError } from '../domain/app-error.ts';
import { chatUserIdOf } from '../domain/chat-user-id.ts';

/** The chat user id of whoever the gateway's authorizer let in: the token's subject, and nothing else. Throws `UNAUTHENTICATED`. */
export const callerOf = (event: APIGatewayProxyEventV2WithJWTAuthorizer): string => {
  const subject = event.requestContext.authorizer?.jwt?.claims.sub;
  // Half a surrogate pair has no UTF-8: two such subjects would have one id.
  if (typeof subject !== 'string' || subject === '' || !subject.isWellFormed())
    throw new AppError('UNAUTHENTICATED');
  return chatUserIdOf(subject);
};

/** When the token says that its user signed in, as the gateway hands it on; undefined when it does not say. To be read by whoever asks for it. */
export const authTimeOf = (event: APIGatewayProxyEventV2WithJWTAuthorizer): unknown =>
  event.requestContext.authorizer?.jwt?.claims.auth_time;
