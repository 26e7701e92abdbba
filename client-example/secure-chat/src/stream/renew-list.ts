import type { Channel, ChannelAPIResponse, LocalMessage, MessageResponse, StreamChat } from 'stream-chat';
import type { Platform } from '../platform/platform.ts';
import type { Heard } from './heard.ts';
import { beginAnew, heldMessages, isStored } from './message-lists.ts';
import { changesBetween, inOrder, type MessageChange, type Missed } from './missed.ts';
import { heldThreads, type Replies, repliesAnew } from './renew-threads.ts';
import { timeOf } from './time-of.ts';

/** As many messages of each channel as are asked for after a lost connection. */
export const PAGE = 30;
/** As many of one channel as are asked for again at most; the others load when they are wanted. */
export const MOST_HELD = 300;
const OLDER_PAGE = 100;

export type Renewal = { isKept: boolean; heard: Heard; isWanted: () => boolean } & Pick<Platform, 'now'>;

/**
 * Makes a channel's list what Stream has now, from its newest page on: edits, deletions, also those that leave nothing, and reactions included. Of a kept
 * one, up to {@link MOST_HELD} held messages and the threads held are asked for again. All else goes, and can be loaded again. What was heard since
 * the question is not lost. Answers what was missed; null when `isWanted` says no before anything was changed. Throws what Stream throws.
 */
export const renewList = async (
  client: StreamChat,
  answer: ChannelAPIResponse,
  { isKept, heard, isWanted, now: clock }: Renewal,
): Promise<Missed | null> => {
  const channel = client.channel(answer.channel.type, answer.channel.id);
  const held = heldMessages(channel);
  const threads = heldThreads(channel);
  const touches = isTouching(held, answer.messages);
  const { messages, isWhole } =
    isKept && touches ? await withOlder(channel, answer.messages, held) : pageOf(answer.messages);
  const known = { held, threads, messages };
  const { replies, isMore } = isKept ? await repliesAnew(client, channel, known) : NO_THREADS;
  if (!isWanted()) return null;
  put(client, { answer: { ...answer, messages }, isWhole, replies, heard });
  const covers = isWhole || held.length === 0 || timeOf(messages[0]) <= timeOf(held[0]);
  const told = new Set([...heard.changed, ...heard.removed]);
  const how = { told, goneAt: clock() };
  const now = messages.map((message) => channel.state.formatMessage(message));
  const changes: MessageChange[] = touches ? changesBetween(held, now, how) : [];
  const ofThreads = replies.flatMap((one) => changesBetween(one.held, one.now, how));
  const hasGap = !touches || isMore || replies.some((one) => one.hasGap);
  return { changes: inOrder([...changes, ...ofThreads]), hasBegunAnew: hasGap || !covers, hasGap };
};

const NO_THREADS = { replies: [], isMore: false };

/** Whether nothing can be between what is held and this newest page: it has one of them, or it is all there is. */
const isTouching = (held: readonly LocalMessage[], page: readonly MessageResponse[]): boolean => {
  const ids = new Set(held.map(({ id }) => id));
  return page.length < PAGE || held.length === 0 || page.some(({ id }) => ids.has(id));
};

type Part = { messages: MessageResponse[]; isWhole: boolean };

const pageOf = (page: MessageResponse[]): Part => ({ messages: page, isWhole: page.length < PAGE });

const withOlder = async (
  channel: Channel,
  page: MessageResponse[],
  held: readonly LocalMessage[],
): Promise<Part> => {
  let { messages, isWhole } = pageOf(page);
  while (!isWhole && timeOf(messages[0]) > timeOf(held[0]) && messages.length < MOST_HELD) {
    const limit = Math.min(OLDER_PAGE, MOST_HELD - messages.length);
    const older = await olderThan(channel, messages[0]?.id ?? '', limit);
    messages = [...older, ...messages];
    isWhole = older.length < limit;
  }
  return { messages, isWhole };
};

/** Asks without touching the list, which `channel.query` would. */
const olderThan = async (channel: Channel, id: string, limit: number): Promise<MessageResponse[]> => {
  const options = { state: true, watch: false, presence: false, messages: { limit, id_lt: id } };
  const url = `${channel._channelURL()}/query`;
  return (await channel.getClient().post<ChannelAPIResponse>(url, options)).messages;
};

type Anew = { answer: ChannelAPIResponse; isWhole: boolean; replies: readonly Replies[]; heard: Heard };

const put = (client: StreamChat, { answer, isWhole, replies, heard }: Anew): void => {
  const channel = client.channel(answer.channel.type, answer.channel.id);
  const { state } = channel;
  const { messages } = answer;
  const heardOf = copiesOf(channel, heard.changed);
  beginAnew(channel);
  state.watchers = {};
  if (answer.read) state.read = {};
  state.last_message_at = null;
  client.hydrateActiveChannels([answer], {}, { message_limit: messages.length + (isWhole ? 1 : 0) });
  for (const { parentId, now } of replies) state.threads[parentId] = merged(now, state.threads[parentId]);
  const oldest = timeOf(messages[0]);
  for (const copy of heardOf) {
    const known = state.findMessage(copy.id, isReplyOnly(copy) ? copy.parent_id : undefined);
    const isLater = known ? +copy.updated_at >= +known.updated_at : !(timeOf(copy) < oldest);
    if (isLater && (known || !isReplyOnly(copy) || state.threads[copy.parent_id ?? '']))
      state.addMessageSorted(copy);
  }
  for (const id of heard.removed)
    for (const one of copiesOf(channel, new Set([id]))) state.removeMessage(one);
  const last = timeOf(state.latestMessages.filter(isStored).at(-1));
  if (last > (state.last_message_at ?? 0)) state.last_message_at = new Date(last);
};

/** The messages of these ids that stream-chat holds. */
const copiesOf = ({ state }: Channel, ids: ReadonlySet<string>): LocalMessage[] => {
  const all = [
    ...state.messageSets.flatMap(({ messages }) => messages),
    ...Object.values(state.threads).flat(),
  ];
  return all.filter((message) => ids.has(message.id) && isStored(message));
};

const isReplyOnly = ({ parent_id, show_in_channel }: LocalMessage): boolean =>
  !!parent_id && !show_in_channel;

const merged = (replies: readonly LocalMessage[], unsent: readonly LocalMessage[] = []): LocalMessage[] => {
  const stored = new Set(replies.map(({ id }) => id));
  return [...replies, ...unsent.filter(({ id }) => !stored.has(id))];
};
