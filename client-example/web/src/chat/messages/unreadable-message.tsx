import type { UnreadableReason } from '@sealed-stream/secure-chat';
import { useTexts } from '@sealed-stream/secure-chat/react';
import type { LocalMessage } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { LinesAt } from './epoch-lines.tsx';

type Props = { message: LocalMessage; reason: UnreadableReason };

/**
 * In place of a message that could not be verified. It holds nothing of what the message said. That somebody who came later cannot read what was before is as it
 * should be: one line says so for all in a row.
 */
export const UnreadableMessage = ({ message, reason }: Props) => {
  const { notShown, unreadable } = useTexts().messages;
  const { underTheName } = useChatTexts().messages;
  if (reason === 'before-you-joined')
    return (
      <div className="before-joining" role="note" aria-label={notShown} data-reason={reason}>
        {unreadable[reason]}
      </div>
    );
  return (
    <div className="unreadable-message" role="note" aria-label={notShown} data-reason={reason}>
      <strong>{notShown}</strong>
      <span>{unreadable[reason]}</span>
      <span className="unreadable-sender">{underTheName(message.user?.name)}</span>
    </div>
  );
};

/** In place of what the operator's server writes into a conversation in the clear. */
export const ServiceNotice = ({ message: { id } }: { message: LocalMessage }) => (
  <>
    <LinesAt id={id} side="before" />
    <div className="service-notice" role="note">
      {useChatTexts().messages.serviceNotice}
    </div>
    <LinesAt id={id} side="after" />
  </>
);
