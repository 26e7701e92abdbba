import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type { Channel, MessageResponse } from 'stream-chat';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { maxTextLength } from './channel-data.ts';
import { withFittingThumbnails } from './envelope-size.ts';
import type { EpochKeeper } from './epochs/epoch-keeper.ts';
import { MessageRefusedError } from './errors.ts';
import type { MessageReader } from './message-reader.ts';
import { seal } from './sealed-text.ts';
import type { UnsentMessages } from './unsent-messages.ts';

/** Everything that leaves an encrypted channel goes through here: what a message is encrypted with, and as whom. */
export type Outbox = {
  channel: Channel;
  encryption: Encryption;
  userId: string;
  now: () => Date;
  newId: () => string;
  reader: MessageReader;
  unsent: UnsentMessages;
};

/** From the channel's `EpochKeeper`. */
export type Encryption = Pick<EpochKeeper, 'sessionToSend' | 'maySend' | 'askAgain' | 'count'>;

export type Words = Pick<Envelope, 'id' | 'rev' | 'text' | 'attachments'>;

/**
 * Encrypts and sends. A sender who was away does not know the newest epoch: the hook refuses, the registry tells, and the second time it is
 * right. Throws `MessageRefusedError`, `MessageTooLongError`, and what `sessionToSend` and `send` throw.
 */
export const sealAndSend = async <Answer extends { message: MessageResponse }>(
  outbox: Outbox,
  words: Words,
  send: (text: string) => Promise<Answer>,
): Promise<Answer> => {
  const first = await sealedNow(outbox, words);
  let answer = await send(first.text);
  let sent = first;
  if (answer.message.type === 'error') {
    await outbox.encryption.askAgain();
    sent = await sealedNow(outbox, words);
    answer = await send(sent.text);
  }
  refuseIfTold(answer.message);
  outbox.encryption.count(sent.envelope.sessionId);
  remember(outbox, answer.message, sent);
  return answer;
};

/** Encrypted with what is current at the moment it leaves: while it was encrypted somebody may have left. */
const sealedNow = async (outbox: Outbox, words: Words): Promise<{ text: string; envelope: Envelope }> => {
  const { sessionToSend, maySend } = outbox.encryption;
  for (;;) {
    const session = await sessionToSend();
    const envelope = envelopeOf(outbox, words, session.sessionId);
    const text = await sealed(outbox, session, envelope);
    if (maySend(session)) return { text, envelope };
  }
};

/** The envelope of words of one's own. */
export const envelopeOf = (
  { channel, userId, now }: Pick<Outbox, 'channel' | 'userId' | 'now'>,
  words: Words,
  sessionId: string,
): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: channel.cid,
  sessionId,
  from: userId,
  sentAt: now().toISOString(),
  ...words,
});

const sealed = ({ channel }: Outbox, session: EncryptionSession, envelope: Envelope): Promise<string> => {
  const limit = maxTextLength(channel);
  return seal(session, withFittingThumbnails(envelope, limit), limit);
};

/** An own message as it is shown. */
export const shown = ({ id, from, text, attachments, sentAt, rev }: Envelope) =>
  ({ kind: 'message', id, from, text, attachments, sentAt, rev }) as const;

/** Saves decrypting what was just encrypted here. What Stream stored otherwise is read like any other message. */
const remember = (
  { reader }: Outbox,
  message: MessageResponse,
  { text, envelope }: { text: string; envelope: Envelope },
): void => {
  if (message.text === text && message.id === envelope.id && message.user?.id === envelope.from)
    reader.learn(message, shown(envelope));
};

/** A refusal of the hook comes as a success whose message is an error (stream.md section 9.2). */
const refuseIfTold = ({ type, text }: { type?: string; text?: string }): void => {
  if (type === 'error') throw new MessageRefusedError(text ?? '');
};
