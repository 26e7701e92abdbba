import type { Channel, Event } from 'stream-chat';
import type { EpochEvent, EpochKeeper } from '../epochs/encryption.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import type { MessageReader } from '../messages/message-reader.ts';

export type ChannelEvent =
  | { type: 'new' | 'updated' | 'deleted'; message: ReadMessage }
  /**
   * `epoch`: another one is trusted now; `joined` can read since, `left` cannot any more. `security-notice`: null when lifted.
   * `invitation`: it became one, or null when it was accepted, also on another device; nothing else is told while it is one.
   * `contact-changed`: a contact's keys have changed. Nothing stops, also when nothing connects them to the ones from before.
   */
  | EpochEvent;

/**
 * Has the messages counted for the rotation: those that are loaded, now, with each new epoch and when there is a connection again, and each
 * that arrives. Answers how to stop.
 */
export const countMessages = (
  channel: Channel,
  { count, subscribe }: Pick<EpochKeeper, 'count' | 'subscribe'>,
): (() => void) => {
  const countLoaded = () => channel.state.latestMessages.forEach(count);
  countLoaded();
  const stopEpochs = subscribe(({ type }) => type === 'epoch' && countLoaded());
  const arriving = channel.on('message.new', ({ message }) => message && count(message));
  const recovery = channel.getClient().on('connection.recovered', countLoaded);
  return () => {
    stopEpochs();
    arriving.unsubscribe();
    recovery.unsubscribe();
  };
};

type Subscription = Pick<MessageReader, 'read'> & {
  channel: Channel;
  keeper: EpochKeeper;
  listener: (event: ChannelEvent) => void;
};

const MESSAGE_EVENTS = {
  'message.new': 'new',
  'message.updated': 'updated',
  'message.deleted': 'deleted',
} as const;

/** Hands over what happens in a channel, each message read and in order; answers how to stop. */
export const subscribe = ({ channel, keeper, read, listener }: Subscription): (() => void) => {
  let isOpen = true;
  let queue: Promise<unknown> = Promise.resolve(); // decrypting takes a moment: one after another keeps the order
  const emit = (event: ChannelEvent) => {
    if (isOpen) listener(event);
  };
  const handle = (event: Event) => {
    const type = MESSAGE_EVENTS[event.type as keyof typeof MESSAGE_EVENTS];
    const { message } = event;
    if (type && message && !keeper.invitation())
      queue = queue.then(() => read(message)).then((readMessage) => emit({ type, message: readMessage }));
  };
  const { unsubscribe } = channel.on(handle);
  const stopEpochs = keeper.subscribe(emit);
  return () => {
    isOpen = false;
    stopEpochs();
    unsubscribe();
  };
};
