import { useNotAccepted, useTexts } from '@sealed-stream/secure-chat/react';
import { useConversation } from '../services/conversation-context.tsx';

/** Of more than these the members' window tells. */
const MOST_NAMES = 3;

/** A quiet line while somebody here has not accepted yet; empty otherwise, so that it is read out when it changes. */
export const NotAccepted = () => {
  const names = useNotAccepted(useConversation().encrypted.stream);
  const { notAccepted } = useTexts().invitations;
  return (
    <p className="not-accepted" role="status">
      {names.length > 0 && names.length <= MOST_NAMES && notAccepted(names)}
    </p>
  );
};
