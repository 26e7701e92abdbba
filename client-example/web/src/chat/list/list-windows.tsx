import { createPortal } from 'react-dom';
import { useChannelListContext } from 'stream-chat-react';
import { closeWindow, useAddress, useOpenConversation } from '../address/use-address.ts';
import { BlockedWindow } from '../blocks/blocked-window.ts';
import { createPanel } from '../parts/create-panel.tsx';

/* Each is opened by a click or an address, so its code is no part of the first load. */
const NewConversation = createPanel(
  'newConversation',
  async () => (await import('./new-conversation.tsx')).NewConversation,
);
const Account = createPanel(
  'account',
  async () => (await import('../account/account-panel.tsx')).AccountPanel,
);
const SignOut = createPanel(
  'signOut',
  async () => (await import('../account/sign-out-panel.tsx')).SignOutPanel,
);
const EraseAccount = createPanel(
  'eraseAccount',
  async () => (await import('../account/erase-account.tsx')).EraseAccount,
);

/** The windows that need no open conversation. They stand outside of the list, which a phone hides behind an open conversation. */
export const ListWindows = () => {
  const screen = document.querySelector('.chat-screen');
  return screen && createPortal(<OpenWindow />, screen);
};

const OpenWindow = () => {
  const { window: open } = useAddress();
  const openConversation = useOpenConversation();
  const { setChannels } = useChannelListContext();
  switch (open) {
    case 'new':
      return (
        <NewConversation
          onClose={closeWindow}
          onStarted={(channel) => {
            openConversation(channel);
            setChannels((rows) => (rows.some(({ cid }) => cid === channel.cid) ? rows : [channel, ...rows]));
          }}
        />
      );
    case 'account':
      return <Account onClose={closeWindow} />;
    case 'sign-out':
      return <SignOut onClose={closeWindow} />;
    case 'erase':
      return <EraseAccount onClose={closeWindow} />;
    case 'blocked':
      return <BlockedWindow onClose={closeWindow} />;
    default:
      return null;
  }
};
