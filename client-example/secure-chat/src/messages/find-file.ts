import type { Channel, MessageResponse } from 'stream-chat';
import { SecureChatError } from '../errors.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import type { MessageReader } from './message-reader.ts';

const NOT_FOUND = 404;

/**
 * Makes the way to a file whose address has expired: its message, asked for anew, once for all of its files that are wanted at the same
 * time. Stream signs what stands there, and nothing else [pub: GetStream/stream-chat-ruby docs/messages/file_uploads.md]. Throws
 * `SecureChatError` `FILE_GONE` when there is no such message or file any more, `FILE_NOT_ALLOWED` when it lies where nothing is
 * fetched from, and `FILE_UNAVAILABLE` when Stream cannot be asked.
 */
export const createFindFile = (
  channel: Channel,
  { read }: Pick<MessageReader, 'read'>,
): ((file: SealedFile) => Promise<string>) => {
  const asking = new Map<string, Promise<MessageResponse>>();
  const ask = (id: string): Promise<MessageResponse> => {
    const known = asking.get(id);
    if (known) return known;
    const asked = askFor(channel, id).finally(() => asking.delete(id));
    asking.set(id, asked);
    return asked;
  };
  return async ({ sha256, messageId }) => {
    if (messageId === undefined) throw new SecureChatError('FILE_GONE');
    const message = await ask(messageId);
    const found = await read(message);
    if (found.kind === 'unreadable') throw new SecureChatError('FILE_UNAVAILABLE');
    const files = found.kind === 'message' ? found.attachments : [];
    const place = files.findIndex((file) => file.sha256 === sha256);
    if (!message.attachments?.[place]) throw new SecureChatError('FILE_GONE');
    const { url } = files[place] ?? {};
    if (url === undefined) throw new SecureChatError('FILE_NOT_ALLOWED');
    return url;
  };
};

const askFor = async (channel: Channel, id: string): Promise<MessageResponse> => {
  try {
    return (await channel.getClient().getMessage(id)).message;
  } catch (cause) {
    const isGone = (cause as { status?: unknown } | null)?.status === NOT_FOUND;
    throw new SecureChatError(isGone ? 'FILE_GONE' : 'FILE_UNAVAILABLE', cause);
  }
};
