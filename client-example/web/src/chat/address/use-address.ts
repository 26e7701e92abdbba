import { useCallback, useSyncExternalStore } from 'react';
import type { Channel } from 'stream-chat';
import { useChatContext } from 'stream-chat-react';
import type { Address, WindowName } from './address.ts';
import { createAddressBar } from './address-bar.ts';

/** The one of this page. Made with the chat, when a sign-in that came back has tidied the address. */
const bar = createAddressBar(window);

/** What is to be on the screen. */
export const useAddress = (): Address => useSyncExternalStore(bar.subscribe, bar.get);

export const goTo = bar.go;

/** From a conversation, and whatever is open in it, to the list. */
export const goToList = (): void => goTo({});

/** Brings up a window above what is on the screen. */
export const openWindow = (window: WindowName): void => goTo({ ...bar.get(), window });

/** Takes the window away, and nothing else. */
export const closeWindow = (): void => {
  const { window: _, ...beneath } = bar.get();
  goTo(beneath);
};

/** Opens a conversation that is at hand: after a removal the one on the screen may be a dead one of the same address. */
export const useOpenConversation = (): ((channel: Channel) => void) => {
  const { setActiveChannel } = useChatContext('useOpenConversation');
  return useCallback(
    (channel) => {
      setActiveChannel(channel);
      goTo({ cid: channel.cid });
    },
    [setActiveChannel],
  );
};
