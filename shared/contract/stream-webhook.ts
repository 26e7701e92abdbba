import * as z from 'zod';

/** Our answer to Stream's before-message-send hook: `{}` lets the message pass, a message of type `error` refuses it (stream.md section 9.2). */
export const streamWebhookResponse = z.strictObject({
  message: z.strictObject({ type: z.literal('error'), text: z.string() }).optional(),
});

export type StreamWebhookResponse = z.infer<typeof streamWebhookResponse>;
