import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Route } from '../contract/route.ts';
import { AppError } from '../domain/app-error.ts';
import type { CheckStreamSignature, SignatureCheck } from '../domain/stream-hook.ts';
import type { RouteName } from '../metrics.ts';
import { errorResponder } from './error-responder.ts';
import { jsonTextResponse } from './json-response.ts';
import { requestLog } from './request-log.ts';

type Webhook = {
  route: Route & { name: RouteName };
  checkSignature: CheckStreamSignature;
  /** Answers a call that is Stream's, or may be, with a `StreamWebhookResponse` in JSON. Must not throw: any answer but 200 lets the message through. */
  answer: (
    check: Exclude<SignatureCheck, { verdict: 'unsigned' }>,
    requestId: string,
    /** When the gateway received it, Unix milliseconds. */
    receivedAt: number | undefined,
  ) => string;
};

/** The chain of Stream's hook: the signature is checked over the raw bytes before anything reads them. Unsigned calls get 401. */
export const webhook = ({ route, checkSignature, answer }: Webhook) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(requestLog(route.name))
    .use(errorResponder(route))
    .handler(async (event, context) => {
      const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      const check = await checkSignature({
        bytes,
        signature: event.headers['x-signature'],
        contentEncoding: event.headers['content-encoding'],
      });
      if (check.verdict === 'unsigned') throw new AppError('INVALID_SIGNATURE');
      return jsonTextResponse(200, answer(check, context.awsRequestId, event.requestContext?.timeEpoch));
    });
