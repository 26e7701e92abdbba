import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { Envelope, MessageReference } from '../../../../shared/contract/envelope.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import { outsideOf } from './outside.ts';
import { type Opening, unseal } from './sealed-text.ts';
import type { UnreadableReason } from './unreadable-reason.ts';

/** By what a message that its author has signed is known to others. Hashes are of the canonical text of an envelope. */
export type Proof = {
  sessionId: string;
  /** Of this revision. */
  hash: string;
  /** Of revision 0. */
  original: string;
  /** The author's messages before it. */
  previous: readonly MessageReference[];
};

export type VerifiedMessage = { kind: 'message' } & Pick<
  Envelope,
  'id' | 'from' | 'text' | 'sentAt' | 'rev' | 'parentId' | 'showInChannel' | 'quoted' | 'mentionedUserIds'
> & {
    attachments: SealedFile[];
    /** Absent for one's own that has not been encrypted yet. */
    proof?: Proof | undefined;
  };

/** What an encrypted channel shows for one Stream message. Words are only ever in `message`, and only verified ones. */
export type ReadMessage =
  | VerifiedMessage
  | {
      kind: 'unreadable';
      id: string;
      from: string;
      reason: UnreadableReason;
      /** May be another thing when it is read again. */
      isPassing?: boolean;
    }
  /** Written by the operator's server, in the clear: show what happened in words of your own, if at all. */
  | { kind: 'system'; id: string }
  | { kind: 'deleted'; id: string; from: string };

export type Inbox = Opening & {
  cid: string;
  /** The highest revision verified of each edited message: an older one is a replay. */
  revisions: Map<string, number>;
};

/** What can be said of a message without decrypting it, or undefined. */
export const readWordless = (message: MessageResponse | LocalMessage): ReadMessage | undefined => {
  const { id, type } = message;
  if (type === 'system') return { kind: 'system', id };
  if (type === 'deleted') return { kind: 'deleted', id, from: message.user?.id ?? '' };
  return undefined;
};

/** Reads one Stream message of the channel. Never throws, never gives words it could not verify. */
export const readSealed = async (
  inbox: Inbox,
  message: MessageResponse | LocalMessage,
): Promise<ReadMessage> => {
  const wordless = readWordless(message);
  if (wordless) return wordless;
  const { id } = message;
  const from = message.user?.id ?? '';
  const result = await unseal(inbox, message.text ?? '', outsideOf(inbox.cid, message));
  if ('reason' in result) return { kind: 'unreadable', id, from, ...result };
  const { envelope, hash } = result;
  const { rev } = envelope;
  if (rev < (inbox.revisions.get(id) ?? 0)) return { kind: 'unreadable', id, from, reason: 'older-revision' };
  noteRevision(inbox, { id, rev });
  return verifiedMessage(envelope, hash);
};

/** `hash`: of the envelope's canonical text; none before it is encrypted. */
export const verifiedMessage = (envelope: Envelope, hash?: string): VerifiedMessage => {
  const { id, from, text, sentAt, rev, parentId, showInChannel, quoted, mentionedUserIds } = envelope;
  const { attachments, sessionId, original, previous } = envelope;
  return {
    kind: 'message',
    id,
    from,
    text,
    attachments: [...attachments],
    sentAt,
    rev,
    ...(parentId && { parentId }),
    ...(showInChannel && { showInChannel }),
    ...(quoted && { quoted }),
    ...(mentionedUserIds && { mentionedUserIds }),
    ...(hash && { proof: { sessionId, hash, original: original ?? hash, previous } }),
  };
};

/** Remembers that this revision was seen, unless a later one was. */
export const noteRevision = ({ revisions }: Inbox, { id, rev }: { id: string; rev: number }): void => {
  if (rev > (revisions.get(id) ?? 0)) revisions.set(id, rev);
};
