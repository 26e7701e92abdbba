import { useEffect, useReducer } from 'react';

export type ThreadOnScreen<Message> = {
  /** The id of the thread that is to be open; undefined for none. */
  wanted: string | undefined;
  /** The id of the thread that is open; undefined for none. */
  open: string | undefined;
  find: (id: string) => Promise<Message>;
  openThread: (message: Message) => void;
  closeThread: () => void;
  /** Is called when the wanted thread is not to be had. */
  giveUp: () => void;
};

/**
 * Opens and closes the thread until the one that is open is the wanted one. It looks again after each change: the vendor's `Channel` sets the thread in an
 * effect of its own after each message that came (stream-chat-react 14, `setThread`), and undoes a change that fell into the same moment.
 */
export const useFollowedThread = <Message>(screen: ThreadOnScreen<Message>): void => {
  const { wanted, open, find, openThread, closeThread, giveUp } = screen;
  const [looks, lookAgain] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions are new each time and do the same; `looks` is why it looks again
  useEffect(() => {
    if (wanted === open) return;
    if (wanted === undefined) {
      closeThread();
      return lookAgain();
    }
    let isWanted = true;
    const show = (message: Message) => {
      if (!isWanted) return;
      openThread(message);
      lookAgain();
    };
    find(wanted).then(show, () => isWanted && giveUp());
    return () => {
      isWanted = false;
    };
  }, [wanted, open, looks]);
};
