import type { Channel, LocalMessage, MessageResponse, StreamChat } from 'stream-chat';

import { keepStraysOut } from './stray-answers.ts';
import { timeOf } from './time-of.ts';

type StreamMessage = MessageResponse | LocalMessage;

/** What is known of a channel's list besides its messages. */
type List = {
  /** Another one each time the list begins anew: what was asked for before that does not fit any more. */
  beginning: object;
  /** Ids of what was held when changes of it may have gone unheard; null when none may have. */
  stale: ReadonlySet<string> | null;
};

const lists = new WeakMap<Channel, List>();

/**
 * Sees to it that no list of messages has a hole that nobody can see. stream-chat (9.53) merges whatever page Stream gives into the list it has, though
 * they may have nothing in common, and does not ask for what is between them. Here a newest page that does not touch what is held begins the list
 * anew: older pages load by stream-chat's own paging (`query` with `id_lt`). Where they touch, what the page has not any more is taken out.
 * `onBeginning` is told of each list that begins anew so.
 */
export const installMessageLists = (client: StreamChat, onBeginning: (channel: Channel) => void): void => {
  const make = client.channel.bind(client) as (...given: never[]) => Channel;
  client.channel = ((...given: never[]) => follow(make(...given), onBeginning)) as typeof client.channel;
  for (const channel of Object.values(client.activeChannels)) follow(channel, onBeginning);
};

/** Whether Stream has this message: not one on its way, refused, or only shown here. */
export const isStored = ({ status, type }: StreamMessage & { status?: string }): boolean =>
  (status ?? 'received') === 'received' && type !== 'error' && type !== 'ephemeral';

/** What is held of the newest part of the list, and Stream has. Oldest first. */
export const heldMessages = ({ state }: Channel): LocalMessage[] => state.latestMessages.filter(isStored);

/** From now on changes may go unheard: the next page of newest messages begins the list anew. */
export const noteStale = (channel: Channel): void => {
  const list = lists.get(channel);
  if (list) list.stale = new Set(heldMessages(channel).map(({ id }) => id));
};

/** Drops the list, its threads and what is pinned, but for `kept`. What Stream does not have yet stays: it is this device's. */
export const beginAnew = (channel: Channel, kept: readonly LocalMessage[] = []): void => {
  const { state } = channel;
  const unsent = state.messageSets.flatMap(({ messages }) => messages).filter((one) => !isStored(one));
  const unsentReplies = Object.entries(state.threads)
    .map(([id, replies]) => [id, replies.filter((one) => !isStored(one))] as const)
    .filter(([, replies]) => replies.length > 0);
  state.clearMessages();
  state.threads = Object.fromEntries(unsentReplies);
  if (kept.length + unsent.length > 0) state.messages = [...kept, ...unsent];
  lists.set(channel, { beginning: {}, stale: null });
};

/**
 * Puts what Stream does not have yet in its place among these messages: none twice, and none before the oldest, where it would hide that there are
 * older ones.
 */
export const placeUnsent = ({ state }: Channel, page: readonly StreamMessage[]): void => {
  const [oldest, newest] = [timeOf(page[0]), timeOf(page.at(-1))];
  for (const set of state.messageSets) {
    const place = (message: LocalMessage): LocalMessage =>
      isStored(message) || !(timeOf(message) <= oldest)
        ? message
        : { ...message, created_at: new Date(newest + 1) };
    set.messages = set.messages.map(place).sort((one, other) => timeOf(one) - timeOf(other));
  }
};

/** What Stream gives has got there, whatever its answer was taken for. */
const dropUnsent = ({ messageSets }: Channel['state'], page: readonly StreamMessage[]): void => {
  const stored = new Set(page.map(({ id }) => id));
  for (const set of messageSets)
    if (set.messages.some((message) => !isStored(message) && stored.has(message.id)))
      set.messages = set.messages.filter((message) => isStored(message) || !stored.has(message.id));
};

const OLDER_PAGE = 50;
/** Asked for by number: where none is, stream-chat (9.53) expects a hundred, and takes fewer for all there are. */
const NEWEST_PAGE = 30;

/** Has stream-chat load what comes before the oldest message held; answers it, oldest first, and nothing at the beginning. Throws what Stream throws. */
export const loadOlder = async (channel: Channel): Promise<MessageResponse[]> => {
  const oldest = channel.state.messages.find(isStored);
  if (!oldest || !channel.state.messagePagination.hasPrev) return [];
  return (await channel.query({ messages: { limit: OLDER_PAGE, id_lt: oldest.id } })).messages;
};

/** Rides where stream-chat says into which part of the list an answer goes. */
class Question {
  readonly list: List | undefined;
  readonly part: 'current' | 'latest';
  constructor(list: List | undefined, part: Question['part']) {
    this.list = list;
    this.part = part;
  }
}

class Outdated extends Error {}

const follow = (channel: Channel, onBeginning: (channel: Channel) => void): Channel => {
  if (lists.has(channel)) return channel;
  lists.set(channel, { beginning: {}, stale: null });
  keepStraysOut(channel);
  const initialize = channel._initializeState.bind(channel);
  const query = channel.query.bind(channel);
  channel._initializeState = (answer, given = 'latest') => {
    const question = given as unknown;
    const part = question instanceof Question ? question.part : given;
    if (question instanceof Question && question.list !== lists.get(channel)) throw new Outdated();
    const { messages: page = [] } = answer;
    const hasBegun = part === 'latest' && fit(channel, page);
    dropUnsent(channel.state, page);
    const done = initialize(answer, part);
    if (hasBegun) onBeginning(channel);
    return done;
  };
  channel.query = async (options = {}, part = 'current') => {
    const { messages: page } = options;
    if (!isPaged(page)) return query({ ...options, messages: { limit: NEWEST_PAGE, ...page } }, 'latest');
    if (part !== 'current') return query(options, part);
    try {
      return await query(options, new Question(lists.get(channel), part) as never);
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
    }
    // The list has begun anew meanwhile. Older than what it had is now: older than what it has.
    const oldest = heldMessages(channel)[0];
    if (!page?.id_lt || !oldest)
      return query({ ...options, messages: { limit: page?.limit ?? 0 } }, 'latest');
    return channel.query({ ...options, messages: { ...page, id_lt: oldest.id } });
  };
  return channel;
};

/** Whether a part of the list is asked for, not its newest messages. */
const isPaged = (page: object = {}): boolean =>
  Object.entries(page).some(([name, value]) => name !== 'limit' && value !== undefined);

/** Makes the list fit for this page of the newest messages. True if it begins anew. */
const fit = (channel: Channel, page: readonly MessageResponse[]): boolean => {
  const stale = lists.get(channel)?.stale;
  const given = new Set(page.map(({ id }) => id));
  const [oldest, newest] = [timeOf(page[0]), timeOf(page.at(-1))];
  /** What came while the answer was on its way: it is newer than all that is in it, or of the same millisecond. */
  const isLate = ({ id, created_at }: LocalMessage) =>
    !given.has(id) && !stale?.has(id) && +created_at >= newest;
  const all = heldMessages(channel);
  const held = all.filter((message) => !isLate(message));
  const isApart = page.length > 0 && held.length > 0 && !held.some(({ id }) => given.has(id));
  const hasBegun = isApart || (!!stale && page.length > 0);
  if (hasBegun) beginAnew(channel, all.filter(isLate));
  else
    for (const { id, created_at } of held)
      if (!given.has(id) && +created_at >= oldest && +created_at <= newest)
        channel.state.removeMessage({ id });
  if (page.length > 0) placeUnsent(channel, page);
  return hasBegun;
};
