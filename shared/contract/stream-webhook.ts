import * as z from 'zod';

/** What Stream's hook sends: `message`, `user`, `channel`, `request_info` (stream.md section 9.2). Read by the plaintext policy, not by a schema. */
export const streamWebhookRequest = z.looseObject({});

/** Our answer to Stream's before-message-send hook: `{}` lets the message pass, a message of type `error` refuses it (stream.md section 9.2). */
export const streamWebhookResponse = z.object({
  message: z.object({ type: z.literal('error'), text: z.string() }).optional(),
});

export type StreamWebhookResponse = z.infer<typeof streamWebhookResponse>;
