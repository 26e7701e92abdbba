import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { Envelope } from '../../../shared/contract/envelope.ts';
import { type UnreadableReason, unseal } from './sealed-text.ts';

/** What an encrypted channel shows for one Stream message. Words are only ever in `message`, and only verified ones. */
export type ReadMessage =
  | ({ kind: 'message' } & Pick<Envelope, 'id' | 'from' | 'text' | 'attachments' | 'sentAt' | 'rev'>)
  | { kind: 'unreadable'; id: string; from: string; reason: UnreadableReason }
  /** Written by the operator's server, in the clear: show what happened in words of your own, if at all. */
  | { kind: 'system'; id: string }
  | { kind: 'deleted'; id: string; from: string };

export type Inbox = {
  cid: string;
  session: EncryptionSession;
  /** The highest revision verified of each message: an older one is a replay. */
  revisions: Map<string, number>;
};

/** Reads one Stream message of the channel. Never throws, never gives words it could not verify. */
export const readSealed = async (
  { cid, session, revisions }: Inbox,
  message: MessageResponse | LocalMessage,
): Promise<ReadMessage> => {
  const { id } = message;
  const from = message.user?.id ?? '';
  if (message.type === 'system') return { kind: 'system', id };
  if (message.type === 'deleted') return { kind: 'deleted', id, from };
  const result = await unseal(session, message.text ?? '', { cid, from, id });
  if ('reason' in result) return { kind: 'unreadable', id, from, reason: result.reason };
  const { rev, text, attachments, sentAt } = result.envelope;
  if (rev < (revisions.get(id) ?? 0)) return { kind: 'unreadable', id, from, reason: 'older-revision' };
  revisions.set(id, rev);
  return { kind: 'message', id, from, text, attachments, sentAt, rev };
};
