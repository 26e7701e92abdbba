import * as z from 'zod';
import { list } from './api-request.ts';

/** One entry of the app setting `event_hooks` (stream.md section 9.3); fields not named here are kept as sent. */
export const eventHookSchema = z.looseObject({
  id: z.string().optional(),
  enabled: z.boolean().default(true),
  hook_type: z.enum(['webhook', 'sqs', 'sns', 'pending_message']),
  event_types: list(z.string()),
  should_send_custom_events: z.boolean().default(false),
  webhook_url: z.url().optional(),
  timeout_ms: z.int().min(1).optional(),
  sqs_queue_url: z.url().optional(),
  sqs_region: z.string().optional(),
  sqs_key: z.string().optional(),
  sqs_secret: z.string().optional(),
});
export type EventHook = z.output<typeof eventHookSchema>;
