import { useState } from 'react';
import { useChannelListContext, useChatContext } from 'stream-chat-react';
import { useChatServices } from '../chat-services.tsx';
import { PlusIcon } from '../parts/icons.tsx';
import { NewConversationPanel } from '../parts/panels.ts';
import { SignOutButton } from './sign-out-button.tsx';

/** Who is signed in, a new conversation, sign out. */
export const SidebarHeader = () => {
  const { self } = useChatServices();
  const { setActiveChannel } = useChatContext('SidebarHeader');
  const { setChannels } = useChannelListContext();
  const [isStarting, setStarting] = useState(false);
  return (
    <header className="sidebar-header">
      <div className="sidebar-words">
        <h2>Conversations</h2>
        <span>{self.name}</span>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label="New conversation"
        aria-haspopup="dialog"
        onClick={() => setStarting(true)}
      >
        <PlusIcon />
      </button>
      <SignOutButton />
      {isStarting && (
        <NewConversationPanel
          onClose={() => setStarting(false)}
          onStarted={(channel) => {
            setStarting(false);
            setActiveChannel(channel);
            setChannels((rows) => (rows.some(({ cid }) => cid === channel.cid) ? rows : [channel, ...rows]));
          }}
        />
      )}
    </header>
  );
};
