import type { Route } from '../route.ts';
import { streamWebhookRequest, streamWebhookResponse } from '../stream-webhook.ts';

export const streamWebhook = {
  name: 'stream-webhook',
  method: 'POST',
  path: '/webhooks/stream',
  access: 'stream-signature',
  summary: "Stream's before-message-send hook: refuses plaintext in encrypted channels",
  request: streamWebhookRequest,
  response: streamWebhookResponse,
  statuses: [200],
  errors: ['INVALID_SIGNATURE', 'INTERNAL_ERROR'],
} as const satisfies Route;
