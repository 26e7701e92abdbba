import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { goTo, useAddress } from '../address/use-address.ts';

/** Head of the replies to one message. */
export const SealedThreadHeader = () => {
  const { cid } = useAddress();
  const { conversation } = useChatTexts();
  return (
    <header className="thread-header">
      <h2>{conversation.thread}</h2>
      <button
        type="button"
        className="icon-button"
        aria-label={conversation.closeThread}
        onClick={() => goTo(cid === undefined ? {} : { cid })}
      >
        ✕
      </button>
    </header>
  );
};
