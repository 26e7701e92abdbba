import type { Channel, ChannelState, LocalMessage } from 'stream-chat';
import { timeOf } from './time-of.ts';

type MessageSet = ChannelState['messageSets'][number];
type Given = Parameters<ChannelState['addMessagesSorted']>;

/**
 * When a thread is loaded, stream-chat (9.53) puts those of its answers that were also sent to the channel into the channel's list, however far they are from what that
 * holds: what lies between would never be asked for. Here they stand in the thread alone, and in the list once it has been loaded as far as they are.
 */
export const keepStraysOut = ({ state }: Channel): void => {
  const add = state.addMessagesSorted.bind(state);
  state.addMessagesSorted = (...given: Given) => {
    const [messages, , isPage] = given;
    const answers = isPage ? [] : messages.filter(isInBoth);
    if (answers.length === 0) return add(...given);
    const strays = new Map(state.messageSets.map((set) => [set, answers.filter(isAwayFrom(set))]));
    const done = add(...given);
    for (const set of state.messageSets) takeOut(set, strays.get(set) ?? answers);
    return done;
  };
};

const isInBoth = ({ parent_id, show_in_channel }: Given[0][number]): boolean =>
  !!parent_id && show_in_channel === true;

const isAwayFrom = ({ messages, isLatest }: MessageSet) => {
  const [oldest, newest] = [timeOf(messages[0]), timeOf(messages.at(-1))];
  const held = new Set(messages.map(({ id }) => id));
  return (answer: Given[0][number]): boolean => {
    const at = timeOf(answer);
    return !held.has(answer.id) && (at < oldest || (at > newest && !isLatest));
  };
};

const takeOut = (set: MessageSet, strays: readonly { id: string }[]): void => {
  const ids = new Set(strays.map(({ id }) => id));
  const isStray = ({ id }: LocalMessage) => ids.has(id);
  if (set.messages.some(isStray)) set.messages = set.messages.filter((message) => !isStray(message));
};
