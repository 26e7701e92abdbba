import { useChatContext } from 'stream-chat-react';
import { BackIcon } from '../parts/icons.tsx';

/** On a phone the list and the conversation take turns; this goes back to the list. Hidden where both fit. */
export const BackButton = () => {
  const { setActiveChannel } = useChatContext('BackButton');
  return (
    <button
      type="button"
      className="icon-button back-button"
      aria-label="Back to conversations"
      onClick={() => setActiveChannel(undefined)}
    >
      <BackIcon />
    </button>
  );
};
