import type { FastifyInstance } from 'fastify';
import type { StreamChat } from 'stream-chat';
import { ApiError } from './api-error.ts';

type Hook = {
  message: { type?: string; text?: string };
  channel: { type?: string; session_id?: string };
};

const REFUSAL = { message: { type: 'error', text: 'Messages of this conversation have to be encrypted.' } };

/** Stream's before-message-send hook: what is not ciphertext of the channel's session is refused. The signature is over the raw body. */
export const addWebhook = async (
  app: FastifyInstance,
  { stream, encryptedChannelTypes }: { stream: StreamChat; encryptedChannelTypes: readonly string[] },
) => {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.post<{ Body: Buffer }>('/webhooks/stream', async ({ body, headers }) => {
    if (!stream.verifyWebhook(body, String(headers['x-signature'] ?? '')))
      throw new ApiError(401, 'INVALID_SIGNATURE');
    const { message, channel } = JSON.parse(body.toString('utf8')) as Hook;
    const isEncrypted =
      channel.session_id !== undefined || encryptedChannelTypes.includes(String(channel.type));
    return isEncrypted && !isCiphertext(message.text, channel.session_id) ? REFUSAL : { message };
  });
};

const isCiphertext = (text = '', sessionId: string | undefined): boolean => {
  try {
    const { sessionId: named, data } = JSON.parse(text) as { sessionId?: unknown; data?: unknown };
    return named === sessionId && typeof data === 'string' && /^[A-Za-z0-9+/]+=*$/.test(data);
  } catch {
    return false;
  }
};
