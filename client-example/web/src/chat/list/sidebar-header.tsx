import { useState } from 'react';
import { useChannelListContext, useChatContext } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { PlusIcon } from '../parts/icons.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { NewConversationWindow } from './new-conversation-window.ts';
import { SignOutButton } from './sign-out-button.tsx';

/** Who is signed in, a new conversation, sign out. */
export const SidebarHeader = () => {
  const { self } = useChatServices();
  const { setActiveChannel } = useChatContext('SidebarHeader');
  const { setChannels } = useChannelListContext();
  const { title, newConversation } = useChatTexts().list;
  const [isStarting, setStarting] = useState(false);
  return (
    <header className="sidebar-header">
      <div className="sidebar-words">
        <h2>{title}</h2>
        <span>{self.name}</span>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={newConversation}
        aria-haspopup="dialog"
        onClick={() => setStarting(true)}
      >
        <PlusIcon />
      </button>
      <SignOutButton />
      {isStarting && (
        <NewConversationWindow
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
