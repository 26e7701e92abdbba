import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Headers = Record<string, string>;

/** A JSON answer that no cache may keep: most of ours hold a key or a token. */
export const jsonResponse = (
  statusCode: number,
  body: unknown,
  headers?: Headers,
): APIGatewayProxyStructuredResultV2 => jsonTextResponse(statusCode, JSON.stringify(body), headers);

/** The same for what is JSON already. */
export const jsonTextResponse = (
  statusCode: number,
  body: string,
  headers: Headers = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body,
});
