import { isDeleted, judgeStored } from './judge-stored.ts';
import { carriesData } from './plaintext-policy.ts';
import type { StoredMessages, StreamObject } from './stored-messages.ts';
import { type StoredOutcome, type SweepStoredDeps, sweepStored } from './sweep-stored.ts';
import { SWEPT_EVENTS } from './swept-events.ts';

/**
 * What became of an event. `ignored`: not about a new or changed message. `unreadable`: no event, or one without a message.
 * `spared`: the message it tells of would have to go, but the one that Stream has may stand. `failed`: to be tried again;
 * `postponed`: not tried yet, for want of time.
 */
export type EventOutcome = StoredOutcome | 'ignored' | 'unreadable' | 'spared' | 'failed' | 'postponed';

export type SweepEventDeps = SweepStoredDeps & {
  messages: Pick<StoredMessages, 'readMessage' | 'readChannel' | 'hardDelete'>;
  /** Told of each message that Stream let through because the hook did not answer it. */
  reportFailedOpen: () => void;
  /** Told of each message that somebody has just written, whatever becomes of it: the hook must have been asked about it. */
  reportNew: () => void;
  now: () => Date;
};

/**
 * Looks at one event of Stream's queue and deletes the message it tells of if that may not stand. What comes over the
 * queue is not signed, and Stream's account, which may write to it, serves other customers too. So an event is only a
 * hint: a message goes only if what Stream says it has now may not stand either. Safe to repeat. Throws when Stream or
 * the registry does not answer.
 */
export const sweepEvent = async (deps: SweepEventDeps, event: unknown): Promise<EventOutcome> => {
  if (!isObject(event) || typeof event.type !== 'string') return 'unreadable';
  if (!SWEPT_EVENTS.includes(event.type)) return 'ignored';
  const { message } = event;
  if (!isObject(message) || typeof message.id !== 'string' || message.id === '') return 'unreadable';
  if (message.before_message_send_failed === true) deps.reportFailedOpen();
  if (event.type === 'message.new' && isJustWritten(message, deps.now())) deps.reportNew();
  const channel = await channelOf(deps, event);
  if (!channel) return 'gone';
  if (isDeleted(message)) return sweepAsStored(deps, message.id);
  if ((await judgeStored(deps, message, channel, event.user)).accepted) return 'accepted';
  const outcome = await sweepAsStored(deps, message.id);
  return outcome === 'accepted' ? 'spared' : outcome;
};

const JUST_MS = 5 * 60_000;

/** By a person, and not long ago: what comes late, or is a note of Stream's own, says nothing about the hook of now. */
const isJustWritten = ({ type, created_at }: StreamObject, now: Date): boolean =>
  (type === 'regular' || type === 'reply') &&
  typeof created_at === 'string' &&
  now.getTime() - Date.parse(created_at) < JUST_MS;

const sweepAsStored = async (deps: SweepEventDeps, id: string): Promise<StoredOutcome> => {
  const message = await deps.messages.readMessage(id);
  if (!message || typeof message.cid !== 'string') return 'gone';
  const channel = await deps.messages.readChannel(message.cid);
  return channel ? sweepStored(deps, message, channel) : 'gone';
};

/**
 * The channel of an event. Stream's documentation shows events of messages without the channel, and says that they have none of
 * its own data; the schema has them apart, as `channel_custom` [pub: "message.new"; GetStream/protocol v236, MessageNewEvent]. Without
 * them its type says that it is encrypted, or Stream has to be asked.
 */
const channelOf = async (deps: SweepEventDeps, event: StreamObject): Promise<StreamObject | null> => {
  const { channel, channel_custom: custom, channel_type, cid } = event;
  const told = {
    type: channel_type,
    cid,
    ...(isObject(channel) && channel),
    ...(isObject(custom) && { custom }),
  };
  if (carriesData(told) || typeof told.cid !== 'string') return told;
  if (typeof told.type === 'string' && deps.encryptedChannelTypes.includes(told.type)) return told;
  return deps.messages.readChannel(told.cid);
};

const isObject = (value: unknown): value is StreamObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
