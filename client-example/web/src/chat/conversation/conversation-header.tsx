import { useChannelTitle, useEncryption } from '@sealed-stream/secure-chat/react';
import { ChannelHeader } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { closeWindow, openWindow, useAddress } from '../address/use-address.ts';
import { LockWindow } from '../encryption/lock-window.ts';
import { MembersWindow } from '../members/members-window.ts';
import { LockIcon, PeopleIcon, WarningIcon } from '../parts/icons.tsx';
import { useConversation } from '../services/conversation-context.tsx';

/** Name of the conversation, the lock, and the members. */
export const ConversationHeader = () => {
  const conversation = useConversation();
  const { window: open } = useAddress();
  const isStopped = useEncryption(conversation.encrypted).notice !== null;
  const { conversation: texts, list } = useChatTexts();
  const title = useChannelTitle(conversation.encrypted.stream);
  return (
    <header className="conversation-header">
      <ChannelHeader title={title ?? list.onlyYou} />
      <button
        type="button"
        className={isStopped ? 'lock-button lock-button-stopped' : 'lock-button'}
        aria-haspopup="dialog"
        onClick={() => openWindow('encryption')}
      >
        {isStopped ? <WarningIcon /> : <LockIcon />}
        <span className="lock-words">{isStopped ? texts.sendingStopped : texts.encrypted}</span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={texts.members}
        aria-haspopup="dialog"
        onClick={() => openWindow('members')}
      >
        <PeopleIcon />
      </button>
      {open === 'encryption' && <LockWindow conversation={conversation} onClose={closeWindow} />}
      {open === 'members' && <MembersWindow conversation={conversation} onClose={closeWindow} />}
    </header>
  );
};
