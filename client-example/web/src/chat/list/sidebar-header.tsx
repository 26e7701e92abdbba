import type { ReactNode } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { openWindow } from '../address/use-address.ts';
import { PersonIcon, PlusIcon, SignOutIcon } from '../parts/icons.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { ListWindows } from './list-windows.tsx';

/** Who is signed in, their account, a new conversation, sign out. */
export const SidebarHeader = () => {
  const { self } = useChatServices();
  const { list, windows } = useChatTexts();
  return (
    <header className="sidebar-header">
      <div className="sidebar-words">
        <h2>{list.title}</h2>
        <span>{self.name}</span>
      </div>
      <WindowButton label={windows.account} onOpen={() => openWindow('account')}>
        <PersonIcon />
      </WindowButton>
      <WindowButton label={windows.newConversation} onOpen={() => openWindow('new')}>
        <PlusIcon />
      </WindowButton>
      <WindowButton label={list.signOut} onOpen={() => openWindow('sign-out')}>
        <SignOutIcon />
      </WindowButton>
      <ListWindows />
    </header>
  );
};

type ButtonProps = { label: string; onOpen: () => void; children: ReactNode };

const WindowButton = ({ label, onOpen, children }: ButtonProps) => (
  <button type="button" className="icon-button" aria-label={label} aria-haspopup="dialog" onClick={onOpen}>
    {children}
  </button>
);
