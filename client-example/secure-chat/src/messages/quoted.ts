import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import { SecureChatError } from '../errors.ts';
import type { ReadMessage } from './incoming.ts';
import type { OutgoingMessage } from './outgoing.ts';
import type { Sealing } from './seal-and-send.ts';

type Quoting = Pick<OutgoingMessage, 'quotedMessageId' | 'quoted'>;

/** What a message quotes, as it was read here; `unknown` when it has not been. Throws `SecureChatError` `QUOTE_UNREADABLE`. */
export const peekQuoted = (
  { channel, reader }: Pick<Sealing, 'channel' | 'reader'>,
  { quotedMessageId: id, quoted }: Quoting,
): MessageReference | undefined | 'unknown' => {
  if (quoted || id === undefined) return quoted;
  const message = channel.state.findMessage(id) ?? undefined;
  const read = message && reader.peek(message);
  return read ? referenceTo(read) : 'unknown';
};

/** The same after asking Stream for it. Throws what Stream throws, too. */
export const readQuoted = async (
  { channel, reader }: Pick<Sealing, 'channel' | 'reader'>,
  { quotedMessageId: id = '' }: Quoting,
): Promise<MessageReference> => {
  const message = channel.state.findMessage(id) ?? (await channel.getClient().getMessage(id)).message;
  return referenceTo(await reader.read(message));
};

const referenceTo = (read: ReadMessage): MessageReference => {
  if (read.kind !== 'message' || !read.proof) throw new SecureChatError('QUOTE_UNREADABLE');
  return { id: read.id, hash: read.proof.hash };
};
