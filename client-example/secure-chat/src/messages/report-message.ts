import type { Channel, LocalMessage, MessageResponse } from 'stream-chat';
import { MAX_BODY_CHARACTERS } from '../../../../shared/contract/body-limit.ts';
import {
  MAX_MESSAGES_BEFORE,
  type ReportReason,
  type ReportRequest,
  type ReportResponse,
} from '../../../../shared/contract/report.ts';
import type { SignedText } from '../../../../shared/contract/signed-text.ts';
import { SecureChatError } from '../errors.ts';
import { isStored } from '../stream/message-lists.ts';
import type { MessageReader } from './message-reader.ts';
import { outsideOf } from './outside.ts';
import { type Opening, unseal } from './sealed-text.ts';

type Message = LocalMessage | MessageResponse;

/** What a member says of somebody else's message to the team that runs the chat. */
export type OutgoingReport = {
  /** As it was shown: also when its author has changed it meanwhile. */
  message: Message;
  reason: ReportReason;
  /** In the reporter's own words; 1000 UTF-16 units at most. */
  note?: string | undefined;
  /** Sends up to ten messages before it along. Ask the person first. */
  withBefore?: boolean | undefined;
};

export type ReportingDeps = {
  channel: Channel;
  userId: string;
  opening: Opening;
  reader: Pick<MessageReader, 'read'>;
  /** `POST /reports`. */
  send: (report: ReportRequest) => Promise<ReportResponse>;
};

/**
 * Sends a message, as its author signed it, to the team that runs the chat; in the clear, and nothing of it goes to Stream. It is decrypted anew, so that signed texts need not be kept. With it as
 * many of the ten verified messages before it, loaded in the same thread or channel, as fit into a request. A repeat answers the same id, and takes the place
 * of what the team had. Throws
 * `SecureChatError` `REPORT_OF_OWN_MESSAGE` and `REPORT_UNVERIFIED`, and `MessagingApiError` (`REPORTS_NOT_SET_UP` where there is nobody to report to).
 */
export const reportMessage = async (
  deps: ReportingDeps,
  { message, reason, note = '', withBefore = false }: OutgoingReport,
): Promise<ReportResponse> => {
  if (message.user?.id === deps.userId) throw new SecureChatError('REPORT_OF_OWN_MESSAGE');
  const signed = await signedOf(deps, message);
  if (!signed) throw new SecureChatError('REPORT_UNVERIFIED');
  const before = withBefore ? await signedBefore(deps, message) : [];
  const words = note.trim();
  return deps.send(fitting({ message: signed, before, reason, ...(words && { note: words }) }));
};

type State = Channel['state'];

/** What is loaded of where the message stands, oldest first: its thread, or else the channel. */
const listOf = ({ messages, threads }: State, { id, parent_id }: Message): readonly LocalMessage[] => {
  const thread = threads[parent_id ?? ''] ?? [];
  return thread.some((message) => message.id === id) ? thread : messages;
};

/** The ten nearest that can be proven, in the order of the list. */
const signedBefore = async (deps: ReportingDeps, message: Message): Promise<SignedText[]> => {
  const list = listOf(deps.channel.state, message).filter(isStored);
  const end = list.findIndex(({ id }) => id === message.id);
  const found: SignedText[] = [];
  for (let at = end - 1; at >= 0 && found.length < MAX_MESSAGES_BEFORE; at--) {
    const one = list[at];
    const signed = one && (await isShown(deps, one)) ? await signedOf(deps, one) : null;
    if (signed) found.unshift(signed);
  }
  return found;
};

/** Not what is unreadable by now, as an older revision, nor one's own that has not gone. */
const isShown = async ({ reader }: ReportingDeps, message: Message): Promise<boolean> => {
  const read = await reader.read(message);
  return read.kind === 'message' && read.proof !== undefined;
};

/** The very text, with its signature; null for what does not verify. */
const signedOf = async (
  { channel, opening }: ReportingDeps,
  message: Message,
): Promise<SignedText | null> => {
  const unsealed = await unseal(opening, message.text ?? '', outsideOf(channel.cid, message));
  return 'reason' in unsealed ? null : unsealed.signed;
};

/** Without the oldest ones that make it too long. */
const fitting = (report: ReportRequest): ReportRequest =>
  report.before.length > 0 && JSON.stringify(report).length > MAX_BODY_CHARACTERS
    ? fitting({ ...report, before: report.before.slice(1) })
    : report;
