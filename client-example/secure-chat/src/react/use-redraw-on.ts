import { useEffect, useReducer } from 'react';
import type { EventTypes } from 'stream-chat';
import { useSecureChat } from './secure-chat-context.ts';

/** Draws the component again after each of these events of stream-chat, whose state it reads. `events` must stay the same list. */
export const useRedrawOn = (events: readonly EventTypes[]): void => {
  const chat = useSecureChat();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const subscriptions = events.map((event) => chat.stream.on(event, redraw));
    return () => {
      for (const { unsubscribe } of subscriptions) unsubscribe();
    };
  }, [chat, events]);
};
