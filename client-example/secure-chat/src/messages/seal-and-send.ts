import type { Channel, MessageResponse } from 'stream-chat';
import { ENVELOPE_VERSION, type Envelope } from '../../../../shared/contract/envelope.ts';
import { type VisibleFile, visibleFiles } from '../../../../shared/contract/visible-file.ts';
import type { Encryption } from '../epochs/encryption.ts';
import { MessageRefusedError } from '../errors.ts';
import type { FilesToSend } from '../files/files-to-send.ts';
import { inEnvelope, type SealedFile } from '../files/sealed-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { maxTextLength } from '../stream/channel-data.ts';
import { withFittingThumbnails } from './envelope-size.ts';
import type { MessageReader } from './message-reader.ts';
import { seal } from './sealed-text.ts';

/** Everything that leaves an encrypted channel goes through here: what a message is encrypted with, and as whom. */
export type Sealing = {
  channel: Channel;
  encryption: Encryption;
  userId: string;
  now: () => Date;
  reader: MessageReader;
  files: Pick<FilesToSend, 'inSession' | 'handOver' | 'deleteSpare'>;
};

export type Words = Pick<Envelope, 'id' | 'rev' | 'text'> & { attachments: readonly SealedFile[] };

/** What a message leaves with besides its words. */
export type Leaving<Answer> = {
  /** The message's files for this session; null when it may not be used any more. */
  filesFor: (session: EncryptionSession) => Promise<SealedFile[] | null>;
  /** `files`: where they lie, to stand beside the text. */
  send: (text: string, files: VisibleFile[]) => Promise<Answer>;
};

/**
 * Encrypts and sends. A sender who was away does not know the newest epoch: the hook refuses, the registry tells, and the second time it is
 * right. Throws `MessageRefusedError`, `MessageTooLongError`, and what `sessionToSend`, `askAgain`, `filesFor` and `send` throw.
 */
export const sealAndSend = async <Answer extends { message: MessageResponse }>(
  sealing: Sealing,
  words: Words,
  leaving: Leaving<Answer>,
): Promise<Answer> => {
  let { answer, sent } = await sealAndSendOnce(sealing, words, leaving);
  if (answer.message.type === 'error') {
    await sealing.encryption.askAgain();
    ({ answer, sent } = await sealAndSendOnce(sealing, words, leaving));
  }
  refuseIfTold(answer.message);
  sealing.encryption.count(answer.message);
  if (answer.message.text !== sent.text) return answer;
  void sealing.files.deleteSpare(words.attachments);
  remember(sealing, answer.message, sent);
  return answer;
};

type Sealed = {
  text: string;
  envelope: Envelope;
  files: readonly SealedFile[];
  /** Its files are in no message after all. */
  takeBack: () => void;
};

const sealAndSendOnce = async <Answer extends { message: MessageResponse }>(
  sealing: Sealing,
  words: Words,
  { filesFor, send }: Leaving<Answer>,
): Promise<{ answer: Answer; sent: Sealed }> => {
  const sent = await sealedNow(sealing, words, filesFor);
  const answer = await send(sent.text, visibleFiles(sent.files.flatMap(({ url }) => url ?? [])));
  if (answer.message.type === 'error') sent.takeBack();
  return { answer, sent };
};

/** Encrypted with what is current at the moment it leaves: while it was encrypted somebody may have left. */
const sealedNow = async (
  sealing: Sealing,
  words: Words,
  filesFor: Leaving<unknown>['filesFor'],
): Promise<Sealed> => {
  const { sessionToSend, maySend } = sealing.encryption;
  for (;;) {
    const session = await sessionToSend();
    const found = await filesFor(session);
    if (!found) continue;
    const files = inOrder(found);
    const envelope = envelopeOf(sealing, { ...words, attachments: files }, session.sessionId);
    const text = await sealed(sealing, session, envelope);
    const takeBack = await sealing.files.handOver(files);
    if (maySend(session)) return { text, envelope, files, takeBack };
    takeBack();
  }
};

/** Envelope and attachments beside it have one order, so what has no address any more goes to the end. */
const inOrder = (files: readonly SealedFile[]): SealedFile[] => [
  ...files.filter(({ url }) => url !== undefined),
  ...files.filter(({ url }) => url === undefined),
];

/** The envelope of words of one's own. */
export const envelopeOf = (
  { channel, userId, now }: Pick<Sealing, 'channel' | 'userId' | 'now'>,
  { attachments, ...words }: Words,
  sessionId: string,
): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: channel.cid,
  sessionId,
  from: userId,
  sentAt: now().toISOString(),
  ...words,
  attachments: attachments.map(inEnvelope),
});

const sealed = ({ channel }: Sealing, session: EncryptionSession, envelope: Envelope): Promise<string> => {
  const limit = maxTextLength(channel);
  return seal(session, withFittingThumbnails(envelope, limit), limit);
};

/** An own message as it is shown. */
export const shown = ({ id, from, text, attachments, sentAt, rev }: Envelope) =>
  ({ kind: 'message', id, from, text, attachments, sentAt, rev }) as const;

/** Saves decrypting what was just encrypted here. What Stream stored otherwise is read like any other message. */
const remember = ({ reader }: Sealing, message: MessageResponse, { envelope }: Sealed): void => {
  if (message.id === envelope.id && message.user?.id === envelope.from)
    reader.learn(message, shown(envelope));
};

/** A refusal of the hook comes as a success whose message is an error (stream.md section 9.2). */
const refuseIfTold = ({ type, text }: { type?: string; text?: string }): void => {
  if (type === 'error') throw new MessageRefusedError(text ?? '');
};
