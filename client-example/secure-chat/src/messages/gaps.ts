import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import type { ReadMessage, VerifiedMessage } from './incoming.ts';

/** That something of an author's is missing, or stands elsewhere, than the author says in this message. */
export type Gap = {
  /** Message id: what is missing was written before it. */
  before: string;
  /** Chat user id of the author of both. */
  from: string;
  /** `missing`: Stream does not have it, or has another in its place. `out-of-order`: it stands after this message. */
  kind: 'missing' | 'out-of-order';
};

/** What a message names as before it, and is not where it should be. */
export type Absent = Gap & { reference: MessageReference };

/** What a list of messages is: the channel's, in which answers may stand besides, or a thread's; and whether there are none before it. */
export type ListedIn = { isWhole: boolean; parentId?: string | undefined };

/**
 * Compares what authors say was before their messages with a list of messages, oldest first. A message that may only be older than the list is not looked for: the first
 * of each author and epoch in it may name one. `isWhole`: there are no older ones. `parentId`: of the thread that the list is. Pure.
 */
export const absentIn = (messages: readonly ReadMessage[], { isWhole, parentId }: ListedIn): Absent[] => {
  const places = new Map(messages.map((message, place) => [message.id, place]));
  const begun = new Set<string>();
  const absent: Absent[] = [];
  for (const [place, message] of messages.entries()) {
    if (message.kind !== 'message' || !message.proof || message.parentId !== parentId) continue;
    const { id: before, from, proof } = message;
    const chain = JSON.stringify([from, proof.sessionId]);
    for (const reference of proof.previous) {
      const at = places.get(reference.id);
      if (at !== undefined && at > place) absent.push({ before, from, kind: 'out-of-order', reference });
      else if (at !== undefined && isAnother(messages[at], from, reference))
        absent.push({ before, from, kind: 'missing', reference });
      else if (at === undefined && (isWhole || begun.has(chain)))
        absent.push({ before, from, kind: 'missing', reference });
    }
    begun.add(chain);
  }
  return absent;
};

/** A message that can be read, and is not what this author named under its id: an edit can claim to be one of anything. */
const isAnother = (message: ReadMessage | undefined, from: string, { hash }: MessageReference): boolean =>
  message?.kind === 'message' &&
  isVerified(message) &&
  (message.from !== from || message.proof.original !== hash);

const isVerified = (
  message: VerifiedMessage,
): message is VerifiedMessage & Required<Pick<VerifiedMessage, 'proof'>> => message.proof !== undefined;

export type FindGapsDeps = {
  /** Those of the ids that Stream has, read. Rejects when it cannot be asked. */
  ask: (ids: readonly string[]) => Promise<ReadMessage[]>;
};

/**
 * Finds gaps that Stream itself cannot fill: what is named and not in the list is asked for, once, before anything is said. What is there after all was only not loaded, and
 * what was deleted is no gap. Rejects never: what cannot be asked for is no gap yet.
 */
export const createFindGaps = ({ ask }: FindGapsDeps) => {
  const asked = new Map<string, boolean>();
  const keyOf = ({ id, hash }: MessageReference): string => `${id}/${hash}`;
  return async (messages: readonly ReadMessage[], listed: ListedIn): Promise<Gap[]> => {
    const absent = absentIn(messages, listed);
    const held = new Set(messages.map(({ id }) => id));
    const unknown = absent.filter(({ reference }) => !held.has(reference.id) && !asked.has(keyOf(reference)));
    const ids = [...new Set(unknown.map(({ reference }) => reference.id))].slice(0, MOST_AT_ONCE);
    const found = ids.length > 0 ? await ask(ids).catch(() => null) : [];
    for (const { from, reference } of found ? unknown : []) {
      if (!ids.includes(reference.id)) continue;
      const message = found?.find(({ id }) => id === reference.id);
      asked.set(keyOf(reference), message !== undefined && !isAnother(message, from, reference));
    }
    return absent
      .filter(
        ({ reference, kind }) =>
          kind === 'out-of-order' || held.has(reference.id) || asked.get(keyOf(reference)) === false,
      )
      .map(({ reference: _, ...gap }) => gap);
  };
};

/** As many ids as go into one call. */
const MOST_AT_ONCE = 25;
