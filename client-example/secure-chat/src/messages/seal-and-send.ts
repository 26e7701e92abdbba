import type { Channel, MessageResponse } from 'stream-chat';
import { ENVELOPE_VERSION, type Envelope } from '../../../../shared/contract/envelope.ts';
import type { SignedText } from '../../../../shared/contract/signed-text.ts';
import { type VisibleFile, visibleFiles } from '../../../../shared/contract/visible-file.ts';
import type { Author } from '../authors/author.ts';
import type { Encryption } from '../epochs/encryption.ts';
import { MessageRefusedError } from '../errors.ts';
import type { FilesToSend } from '../files/files-to-send.ts';
import { inEnvelope, type SealedFile } from '../files/sealed-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { maxTextLength } from '../stream/channel-data.ts';
import { withFittingThumbnails } from './envelope-size.ts';
import { verifiedMessage } from './incoming.ts';
import type { MessageReader } from './message-reader.ts';
import { misplaced, outsideOf } from './outside.ts';
import type { OwnChain } from './own-chain.ts';
import { seal } from './sealed-text.ts';

/** Everything that leaves an encrypted channel goes through here: what a message is encrypted with, and as whom. */
export type Sealing = {
  channel: Channel;
  encryption: Encryption;
  userId: string;
  author: Author;
  ownChain: Pick<OwnChain, 'last'>;
  hash: (text: string) => Promise<string>;
  now: () => Date;
  reader: MessageReader;
  files: Pick<FilesToSend, 'inSession' | 'handOver' | 'deleteSpare'>;
};

export type Words = Pick<
  Envelope,
  'id' | 'rev' | 'original' | 'text' | 'parentId' | 'showInChannel' | 'quoted' | 'mentionedUserIds'
> & {
  attachments: readonly SealedFile[];
  /** Of an edit, as it was; looked up for a new message. */
  previous?: Envelope['previous'] | undefined;
};

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
  await remember(sealing, answer.message, sent);
  return answer;
};

type Sealed = {
  text: string;
  envelope: Envelope;
  signed: SignedText;
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
    const { sessionId } = session;
    const previous = words.previous ?? (await sealing.ownChain.last(sessionId, words));
    const envelope = envelopeOf(sealing, { ...words, previous, attachments: files }, sessionId);
    const { text, signed } = await sealed(sealing, session, envelope);
    const takeBack = await sealing.files.handOver(files);
    if (maySend(session)) return { text, envelope, signed, files, takeBack };
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
  { attachments, previous = [], ...words }: Words,
  sessionId: string,
): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: channel.cid,
  sessionId,
  from: userId,
  sentAt: now().toISOString(),
  ...words,
  previous,
  attachments: attachments.map(inEnvelope),
});

const sealed = ({ channel, author }: Sealing, session: EncryptionSession, envelope: Envelope) => {
  const limit = maxTextLength(channel);
  return seal(session, author, withFittingThumbnails(envelope, limit), limit);
};

/** Saves decrypting what was just encrypted here. What Stream stored otherwise is read like any other message. */
const remember = async (
  { reader, hash }: Sealing,
  message: MessageResponse,
  { envelope, signed }: Sealed,
): Promise<void> => {
  const isSame = misplaced(envelope, envelope.sessionId, outsideOf(envelope.cid, message)) === null;
  if (isSame) reader.learn(message, verifiedMessage(envelope, await hash(signed.text)));
};

/** A refusal of the hook comes as a success whose message is an error (stream.md section 9.2). */
const refuseIfTold = ({ type, text }: { type?: string; text?: string }): void => {
  if (type === 'error') throw new MessageRefusedError(text ?? '');
};
