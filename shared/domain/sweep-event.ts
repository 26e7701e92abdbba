import { isDeleted, judgeStored } from './judge-stored.ts';
import type { StoredMessages, StreamObject } from './stored-messages.ts';
import { type StoredOutcome, type SweepStoredDeps, sweepStored } from './sweep-stored.ts';
import { SWEPT_EVENTS } from './swept-events.ts';

/**
 * What became of an event. `ignored`: not about a new or changed message. `unreadable`: no event, or one without a message.
 * `spared`: the message it tells of would have to go, but the one that Stream has may stand. `failed`: to be tried again.
 */
export type EventOutcome = StoredOutcome | 'ignored' | 'unreadable' | 'spared' | 'failed';

export type SweepEventDeps = SweepStoredDeps & {
  messages: Pick<StoredMessages, 'readMessage' | 'readChannel' | 'hardDelete'>;
  /** Told of each message that Stream let through because the hook did not answer it. */
  reportFailedOpen: () => void;
};

/**
 * Looks at one event of Stream's queue and deletes the message it tells of if that may not stand. What comes over the
 * queue is not signed, and Stream's account, which may write to it, serves other customers too. So an event is only a
 * hint: a message goes only if what Stream says it has now may not stand either. Safe to repeat. Throws when Stream or
 * the registry does not answer.
 */
export const sweepEvent = async (deps: SweepEventDeps, event: unknown): Promise<EventOutcome> => {
  if (!isObject(event)) return 'unreadable';
  if (!isSwept(event.type)) return 'ignored';
  const { message } = event;
  if (!isObject(message) || typeof message.id !== 'string' || message.id === '') return 'unreadable';
  if (message.before_message_send_failed === true) deps.reportFailedOpen();
  const channel = await channelOf(deps, event);
  if (!channel) return 'gone';
  if (isDeleted(message)) return sweepAsStored(deps, message.id);
  if ((await judgeStored(deps, message, channel)).accepted) return 'accepted';
  const outcome = await sweepAsStored(deps, message.id);
  return outcome === 'accepted' ? 'spared' : outcome;
};

const isSwept = (type: unknown): boolean => typeof type === 'string' && SWEPT_EVENTS.includes(type);

const sweepAsStored = async (deps: SweepEventDeps, id: string): Promise<StoredOutcome> => {
  const message = await deps.messages.readMessage(id);
  if (!message || typeof message.cid !== 'string') return 'gone';
  const channel = await deps.messages.readChannel(message.cid);
  return channel ? sweepStored(deps, message, channel) : 'gone';
};

/**
 * The channel of an event. Stream's documentation shows events of messages without the channel's data; then its type
 * says that it is encrypted, or Stream has to be asked.
 */
const channelOf = async (deps: SweepEventDeps, event: StreamObject): Promise<StreamObject | null> => {
  const { channel, channel_type: type, cid } = event;
  if (isObject(channel)) return channel;
  if (typeof cid !== 'string') return { type, cid };
  if (typeof type === 'string' && deps.encryptedChannelTypes.includes(type)) return { type, cid };
  return deps.messages.readChannel(cid);
};

const isObject = (value: unknown): value is StreamObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
