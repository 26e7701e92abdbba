import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import { SecureChatError } from '../errors.ts';
import type { ReadMessage, VerifiedMessage } from './incoming.ts';
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

/**
 * What a message is to the one that was quoted under its id: the `same`, a later revision of it (`edited`), or `another`. A reference names one revision by its hash and not its author: of an edit that was quoted
 * and edited again nobody can tell, so that one counts as another.
 */
export const comparedToQuoted = (
  { proof }: VerifiedMessage,
  { hash }: MessageReference,
): 'same' | 'edited' | 'another' => {
  if (proof?.hash === hash) return 'same';
  // Without a proof it is one's own with new words on their way, as only this device has it.
  return !proof || proof.original === hash ? 'edited' : 'another';
};
