import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { goToList } from '../address/use-address.ts';
import { BackIcon } from '../parts/icons.tsx';

/** On a phone the list and the conversation take turns; this goes back to the list. Hidden where both fit. */
export const BackButton = () => {
  const { backToList } = useChatTexts();
  return (
    <button type="button" className="icon-button back-button" aria-label={backToList} onClick={goToList}>
      <BackIcon />
    </button>
  );
};
