import { useDeletedChannels, useSecureChat } from '@sealed-stream/secure-chat/react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** Says, until the person has seen it, that what they had written for a conversation was deleted with it. */
export const DeletedNotice = () => {
  const { noteDeletedChannels } = useSecureChat();
  const { length } = useDeletedChannels();
  const { keys, list } = useChatTexts();
  if (length === 0) return null;
  return (
    <div className="deleted-notice" role="alert">
      <span>{list.deletedMeanwhile(length)}</span>
      <button type="button" className="link-button" onClick={noteDeletedChannels}>
        {keys.understood}
      </button>
    </div>
  );
};
