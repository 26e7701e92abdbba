import { useChannelTitle, useEncryption } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { ChannelHeader } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { LockWindow } from '../encryption/lock-window.ts';
import { MembersWindow } from '../members/members-window.ts';
import { LockIcon, PeopleIcon, WarningIcon } from '../parts/icons.tsx';
import { useConversation } from '../services/conversation-context.tsx';

/** Name of the conversation, the lock, and the members. */
export const ConversationHeader = () => {
  const conversation = useConversation();
  const [panel, setPanel] = useState<'lock' | 'members' | null>(null);
  const close = () => setPanel(null);
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
        onClick={() => setPanel('lock')}
      >
        {isStopped ? <WarningIcon /> : <LockIcon />}
        {isStopped ? texts.sendingStopped : texts.encrypted}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={texts.members}
        aria-haspopup="dialog"
        onClick={() => setPanel('members')}
      >
        <PeopleIcon />
      </button>
      {panel === 'lock' && <LockWindow conversation={conversation} onClose={close} />}
      {panel === 'members' && <MembersWindow conversation={conversation} onClose={close} />}
    </header>
  );
};
