import * as z from 'zod/mini';

/** What Stream's hook sends: `message`, `user`, `channel`, `request_info` (stream.md section 9.2). Read by the plaintext policy, not by a schema. */
export const streamWebhookRequest = z.looseObject({});

/**
 * Our answer to Stream's before-message-send hook, always with status 200: the message as it came lets it pass, one of type `error`
 * refuses it and its text is what the sender sees. Stream's own sample answers so, and its test of 2021 takes it for an acceptance;
 * an empty body counts as a failure there, and nothing says what `{}` is [pub: GetStream/messagehook; GetStream/stream-chat-js, parent
 * of a6441032, test/integration/webhook_before_message_send.js].
 */
export const streamWebhookResponse = z.object({
  message: z.looseObject({ type: z.optional(z.string()), text: z.optional(z.string()) }),
});

export type StreamWebhookResponse = z.infer<typeof streamWebhookResponse>;
