import type { LocalMessage } from 'stream-chat';
import { timeOf } from './time-of.ts';

/** `at`: when it happened, by Stream's clock in milliseconds; infinite when nobody says, so that it comes last. */
export type MessageChange = { type: 'new' | 'updated' | 'deleted'; message: LocalMessage; at: number };

/** What a channel has missed during a lost connection. */
export type Missed = {
  /** In the order in which it happened. */
  changes: readonly MessageChange[];
  /** Messages that were held are not any more, or there are missed ones that are not held yet: the list begins anew, and older ones can be loaded. */
  hasBegunAnew: boolean;
  /** Some of what was missed is in no change. */
  hasGap: boolean;
};

/** Both together, the first one first. */
export const addMissed = (one: Missed | undefined, other: Missed): Missed => ({
  changes: [...(one?.changes ?? []), ...other.changes],
  hasBegunAnew: one?.hasBegunAnew === true || other.hasBegunAnew,
  hasGap: one?.hasGap === true || other.hasGap,
});

/**
 * What has changed from what was held to what Stream gives now, both oldest first. What is not in the part that both cover is left out. `told`: ids of
 * messages whose change was heard already. `goneAt` is said of those that are not there any more.
 */
export const changesBetween = (
  held: readonly LocalMessage[],
  now: readonly LocalMessage[],
  { told, goneAt }: { told: ReadonlySet<string>; goneAt: Date },
): MessageChange[] => {
  const before = new Map(held.map((message) => [message.id, message]));
  const present = new Set(now.map(({ id }) => id));
  const [firstHeld, firstNow] = [timeOf(held[0]), timeOf(now[0])];
  const given = now.flatMap((message): MessageChange[] => {
    const known = before.get(message.id);
    const at = timeOf(message);
    if (!known) return at < firstHeld ? [] : [{ type: 'new', message, at }];
    if (isSame(known, message)) return [];
    const { deleted_at, updated_at } = message;
    if (message.type === 'deleted') return [{ type: 'deleted', message, at: +(deleted_at ?? updated_at) }];
    return [{ type: 'updated', message, at: +updated_at }];
  });
  const gone = held
    .filter(
      (message) => !present.has(message.id) && !(timeOf(message) < firstNow) && message.type !== 'deleted',
    )
    .map(
      (message): MessageChange => ({
        type: 'deleted',
        message: withoutWords(message, goneAt),
        at: Number.POSITIVE_INFINITY,
      }),
    );
  return [...given, ...gone].filter(({ message: { id } }) => !told.has(id));
};

export const inOrder = (changes: readonly MessageChange[]): MessageChange[] =>
  [...changes].sort((one, other) => (one.at === other.at ? 0 : one.at - other.at));

/** What is left of a message that Stream does not have any more. */
const withoutWords = (message: LocalMessage, goneAt: Date): LocalMessage => ({
  ...message,
  type: 'deleted',
  text: '',
  attachments: [],
  deleted_at: goneAt,
});

const isSame = (one: LocalMessage, other: LocalMessage): boolean =>
  one.type === other.type && one.text === other.text && +one.updated_at === +other.updated_at;
