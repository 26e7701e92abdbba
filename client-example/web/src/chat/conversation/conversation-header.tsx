import { useState } from 'react';
import { ChannelHeader } from 'stream-chat-react';
import { LockIcon, PeopleIcon, WarningIcon } from '../parts/icons.tsx';
import { LockPanel, MembersPanel } from '../parts/panels.ts';
import { useConversation } from './conversation-context.tsx';

/** Name of the conversation, the lock, and the members. */
export const ConversationHeader = () => {
  const conversation = useConversation();
  const [panel, setPanel] = useState<'lock' | 'members' | null>(null);
  const close = () => setPanel(null);
  const isStopped = conversation.notice !== null;
  return (
    <header className="conversation-header">
      <ChannelHeader />
      <button
        type="button"
        className={isStopped ? 'lock-button lock-button-stopped' : 'lock-button'}
        aria-haspopup="dialog"
        onClick={() => setPanel('lock')}
      >
        {isStopped ? <WarningIcon /> : <LockIcon />}
        {isStopped ? 'Sending stopped' : 'Encrypted'}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Members"
        aria-haspopup="dialog"
        onClick={() => setPanel('members')}
      >
        <PeopleIcon />
      </button>
      {panel === 'lock' && <LockPanel conversation={conversation} onClose={close} />}
      {panel === 'members' && <MembersPanel conversation={conversation} onClose={close} />}
    </header>
  );
};
