import type { UnreadableReason } from '@sealed-stream/secure-chat';
import type { LocalMessage } from 'stream-chat';
import { UNREADABLE_REASONS } from './unreadable-reasons.ts';

/** In place of a message that could not be verified. It holds nothing of what the message said. */
export const UnreadableMessage = ({
  message,
  reason,
}: {
  message: LocalMessage;
  reason: UnreadableReason;
}) => (
  <div className={classOf(reason)} role="note" aria-label="Message not shown" data-reason={reason}>
    <strong>Message not shown</strong>
    <span>{UNREADABLE_REASONS[reason]}</span>
    <span className="unreadable-sender">Under the name of {message.user?.name ?? 'somebody unknown'}.</span>
  </div>
);

/** That somebody who came later cannot read what was before is as it should be. */
const classOf = (reason: UnreadableReason): string =>
  reason === 'before-you-joined' ? 'unreadable-message unreadable-expected' : 'unreadable-message';

/** In place of what the operator's server writes into a conversation in the clear. */
export const ServiceNotice = () => (
  <div className="service-notice" role="note">
    A notice of the service was left out: it was not encrypted.
  </div>
);
