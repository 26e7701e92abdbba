import type { Channel, Event, LocalMessage, MessageResponse } from 'stream-chat';
import type { EpochEvent, EpochKeeper } from '../epochs/encryption.ts';
import type { ReadMessage } from '../messages/incoming.ts';
import type { MessageReader } from '../messages/message-reader.ts';
import type { ReadAgain } from '../messages/read-again.ts';
import { reportFailure } from '../platform/report-failure.ts';
import type { Recovery } from '../stream/recovery.ts';

export type ChannelEvent =
  /** `updated` also for a message that could not be read because a server did not answer, once it has been. */
  | { type: 'new' | 'updated' | 'deleted'; message: ReadMessage }
  /**
   * The list of messages is another one since a lost connection: `messages()` are the newest, as Stream has them now, and `loadOlder()` brings those before. `hasGap`: more
   * was missed than Stream gives at once, and some of it is told by no other event; else only older messages went that had been loaded before.
   */
  | { type: 'began-anew'; hasGap: boolean }
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
  readAgain: Pick<ReadAgain, 'subscribe'>;
  recovery: Recovery;
  listener: (event: ChannelEvent) => void;
};

const MESSAGE_EVENTS = {
  'message.new': 'new',
  'message.updated': 'updated',
  'message.deleted': 'deleted',
} as const;

/**
 * Hands over what happens in a channel, each message read and in order, and after a lost connection what happened meanwhile; answers how to stop.
 */
export const subscribe = (subscription: Subscription): (() => void) => {
  const { channel, keeper, read, readAgain, recovery, listener } = subscription;
  let isOpen = true;
  let queue: Promise<unknown> = Promise.resolve(); // decrypting takes a moment: one after another keeps the order
  const emit = (event: ChannelEvent) => {
    if (isOpen) listener(event);
  };
  /** What a listener throws keeps nothing from what comes after. */
  const next = (work: () => Promise<void> | void): void => {
    queue = queue.then(work).catch(reportFailure);
  };
  const tell = (type: 'new' | 'updated' | 'deleted', message: MessageResponse | LocalMessage): void =>
    next(async () => emit({ type, message: await read(message) }));
  const handle = ({ type: name, message, hard_delete }: Event) => {
    const type = MESSAGE_EVENTS[name as keyof typeof MESSAGE_EVENTS];
    if (!type || !message || keeper.invitation()) return;
    tell(type, hard_delete ? { ...message, type: 'deleted' } : message);
  };
  const { unsubscribe } = channel.on(handle);
  const stopEpochs = keeper.subscribe(emit);
  const stopMissed = recovery.onMissed(channel.cid, ({ changes, hasBegunAnew, hasGap }) => {
    if (keeper.invitation()) return;
    for (const { type, message } of changes) tell(type, message);
    if (hasBegunAnew) next(() => emit({ type: 'began-anew', hasGap }));
  });
  const stopReadAgain = readAgain.subscribe((_, message) => next(() => emit({ type: 'updated', message })));
  const leave = recovery.keep(channel.cid);
  return () => {
    isOpen = false;
    stopEpochs();
    stopMissed();
    stopReadAgain();
    leave();
    unsubscribe();
  };
};
