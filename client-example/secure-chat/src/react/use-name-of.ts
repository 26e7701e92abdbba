import { useCallback, useEffect, useRef } from 'react';
import type { Channel } from 'stream-chat';
import { plainName } from '../platform/plain-names.ts';
import { useSecureChat } from './secure-chat-context.ts';
import { type NameBook, nameBookOf } from './state/name-book.ts';
import { useStore } from './state/use-store.ts';
import type { Texts } from './texts/english.ts';
import type { NameOf } from './texts/sentence.ts';
import { useTexts } from './texts-context.ts';

/** Enough of an id to tell two people of one name apart; the id of nobody can be chosen. */
const TAIL = 6;

/**
 * Names as Stream has them, which anybody can choose and the service can change: never a proof of who somebody is. Where two people have the same one,
 * the end of the id tells them apart. Who has left keeps the name in old lines: Stream is asked for it once. `most`: names longer than this are cut.
 */
export const useNameOf = (channel: Channel, most = Infinity): NameOf => {
  const { stream } = useSecureChat();
  const { people } = useTexts();
  const book = nameBookOf(stream);
  const answers = useStore(book);
  const unknown = useRef(new Set<string>());
  useEffect(() => {
    if (unknown.current.size > 0) book.look(unknown.current);
    unknown.current = new Set();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `answers` stands for the names that came
  return useCallback(
    (userId) => {
      if (userId === stream.userID) return people.you;
      const member = channel.state.members[userId]?.user;
      const known = member ? member.name || null : book.find(userId);
      const name = typeof known === 'string' ? plainName(known) || null : known;
      if (name === undefined) unknown.current.add(userId);
      return nameInWords({ userId, name, most }, book, people);
    },
    [stream, channel, people, book, answers, most],
  );
};

/**
 * What tells somebody from others of the same name whom this device has met, for a list of people: the end of the id, and whether this user shares no conversation
 * with them yet. Null while the name is nobody else's.
 */
export const useTwins = (): ((
  userId: string,
  name: string,
) => { idEndsIn: string; isNew: boolean } | null) => {
  const { stream } = useSecureChat();
  return useCallback(
    (userId, name) => {
      if (!nameBookOf(stream).hasTwin(userId, name)) return null;
      const channels = Object.values(stream.activeChannels);
      return {
        idEndsIn: userId.slice(-TAIL),
        isNew: !channels.some(({ state }) => userId in state.members),
      };
    },
    [stream],
  );
};

type Named = { userId: string; name: ReturnType<NameBook['find']>; most: number };

const nameInWords = ({ userId, name, most }: Named, book: NameBook, people: Texts['people']): string => {
  if (name === undefined) return people.somebody;
  if (name === null) return people.nameless;
  if (typeof name === 'object') return people.gone;
  const short = shortName(name, most);
  return book.hasTwin(userId, name) ? people.toldApart(short, userId.slice(-TAIL)) : short;
};

/** Cut between characters, so that none is torn. */
const shortName = (name: string, most: number): string => {
  const characters = [...name];
  if (characters.length <= most) return name;
  return `${characters
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
};
