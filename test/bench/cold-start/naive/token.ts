import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { StreamChat } from 'stream-chat';
import { streamSecret } from './secret.ts';

/** `POST /token` with the vendor's client. */
export const handler = async ({ requestContext }: APIGatewayProxyEventV2WithJWTAuthorizer) => {
  const { apiKey, apiSecret } = await streamSecret();
  const token = new StreamChat(apiKey, apiSecret).createToken(
    String(requestContext.authorizer.jwt.claims.sub),
  );
  return { statusCode: 200, body: JSON.stringify({ accessToken: token }) };
};
