import * as z from 'zod';

/*
 * What Stream puts into the bodies of its hooks is published in part, and in ways that contradict each other. Each plausible form is a
 * switch; see `faults.ts`.
 */

/**
 * The before-message-send hook.
 * - `message`: `whole` has all that an answer of the API has; `documented` is the example of Stream's documentation, without user, cid
 *   and times [pub: stream-chat-ruby docs/webhooks/webhooks_overview/before_message_send_webhook.md].
 * - `channelData`: whether the channel's custom data come with it. The example has none, of a channel that may have none.
 * - `custom`: message and channel also have `custom: {}`, which the schema calls required [pub: GetStream/protocol v236, MessageResponse].
 * - `newField`: the message has an empty field that nobody knows yet.
 */
export const hookBodies = z.strictObject({
  message: z.enum(['whole', 'documented']).default('whole'),
  channelData: z.boolean().default(true),
  custom: z.boolean().default(false),
  newField: z.boolean().default(false),
});
export type HookBodies = z.output<typeof hookBodies>;

/**
 * Events of messages in event hooks.
 * - `channel`: `none`, as in the example of `message.new`; `bare`, without custom data, as the same page says in words; `apart`, with them as
 *   `channel_custom` [pub: GetStream/protocol v236, MessageNewEvent]; `whole`.
 * - `queue`: what stands on SQS while compression is off: `json` as it is [pub: GetStream/getstream-go webhook.go, GetStream/stream-py
 *   webhook.py], or `base64` of it [pub: GetStream/stream-chat-js src/signing.ts, stream-chat-ruby docs/webhooks/webhooks_overview].
 */
export const eventBodies = z.strictObject({
  channel: z.enum(['none', 'bare', 'apart', 'whole']).default('bare'),
  queue: z.enum(['json', 'base64']).default('json'),
});
export type EventBodies = z.output<typeof eventBodies>;
