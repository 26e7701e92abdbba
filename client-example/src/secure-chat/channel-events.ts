import type { Channel, Event } from 'stream-chat';
import { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';
import type { EpochKeeper } from './epochs/epoch-keeper.ts';
import type { EpochEvent } from './epochs/keeping.ts';
import type { ReadMessage } from './incoming.ts';
import type { MessageReader } from './message-reader.ts';

export type ChannelEvent =
  | { type: 'new' | 'updated' | 'deleted'; message: ReadMessage }
  /**
   * `epoch`: another one is trusted now; `joined` can read since, `left` cannot any more. `security-notice`: null when lifted.
   * `contact-changed`: a contact's keys have changed as that contact itself said they would; nothing stops.
   */
  | EpochEvent;

/** Counts the messages of others for the rotation: own ones are counted when they are sent. Answers how to stop. */
export const countMessages = (channel: Channel, { count }: EpochKeeper, userId: string): (() => void) => {
  const { unsubscribe } = channel.on('message.new', ({ message }) => {
    const text = message?.user?.id === userId ? null : parseEncryptedText(message?.text ?? '');
    if (text) count(text.encryptionSessionId);
  });
  return unsubscribe;
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
    if (type && message)
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
