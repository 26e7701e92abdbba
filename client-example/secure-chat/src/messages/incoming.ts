import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { Envelope } from '../../../../shared/contract/envelope.ts';
import type { FindSession } from '../epochs/encryption.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import { type UnreadableReason, unseal } from './sealed-text.ts';

export type VerifiedMessage = { kind: 'message' } & Pick<
  Envelope,
  'id' | 'from' | 'text' | 'sentAt' | 'rev'
> & {
    attachments: SealedFile[];
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

export type Inbox = {
  cid: string;
  findSession: FindSession;
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
  const { cid, findSession } = inbox;
  const storedAt = message.created_at ? new Date(message.created_at) : null;
  const result = await unseal(findSession, message.text ?? '', { cid, from, id, storedAt });
  if ('reason' in result) return { kind: 'unreadable', id, from, ...result };
  const { rev, text, attachments, sentAt } = result.envelope;
  if (rev < (inbox.revisions.get(id) ?? 0)) return { kind: 'unreadable', id, from, reason: 'older-revision' };
  noteRevision(inbox, { id, rev });
  return { kind: 'message', id, from, text, attachments, sentAt, rev };
};

/** Remembers that this revision was seen, unless a later one was. */
export const noteRevision = ({ revisions }: Inbox, { id, rev }: { id: string; rev: number }): void => {
  if (rev > (revisions.get(id) ?? 0)) revisions.set(id, rev);
};
