import type { UnreadableReason } from '@sealed-stream/secure-chat';
import { useTexts } from '@sealed-stream/secure-chat/react';
import type { LocalMessage } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

type Props = { message: LocalMessage; reason: UnreadableReason };

/** In place of a message that could not be verified. It holds nothing of what the message said. */
export const UnreadableMessage = ({ message, reason }: Props) => {
  const { notShown, unreadable } = useTexts().messages;
  const { underTheName } = useChatTexts().messages;
  return (
    <div className={classOf(reason)} role="note" aria-label={notShown} data-reason={reason}>
      <strong>{notShown}</strong>
      <span>{unreadable[reason]}</span>
      <span className="unreadable-sender">{underTheName(message.user?.name)}</span>
    </div>
  );
};

/** That somebody who came later cannot read what was before is as it should be. */
const classOf = (reason: UnreadableReason): string =>
  reason === 'before-you-joined' ? 'unreadable-message unreadable-expected' : 'unreadable-message';

/** In place of what the operator's server writes into a conversation in the clear. */
export const ServiceNotice = () => (
  <div className="service-notice" role="note">
    {useChatTexts().messages.serviceNotice}
  </div>
);
