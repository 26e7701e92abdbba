import { useCallback, useEffect, useState } from 'react';
import type { Channel } from 'stream-chat';
import type { Renaming } from '../contacts/contact-names.ts';
import type { Person } from '../stream/conversations.ts';
import { useSecureChat } from './secure-chat-context.ts';
import { useTexts } from './texts-context.ts';
import { useRedrawOn } from './use-redraw-on.ts';

export type RenamingNotice = {
  userId: string;
  /** "Bob is now called “Robert”". */
  words: string;
  /** The person has seen it. */
  note: () => void;
};

const CHANGES = ['member.added', 'member.updated', 'user.updated', 'connection.recovered'] as const;

/** Members who go by another name than this user knew them by, until that is noted: a name is all that most people look at. */
export const useRenamings = (channel: Channel): RenamingNotice[] => {
  const { stream, contactNames } = useSecureChat();
  const { people } = useTexts();
  useRedrawOn(CHANGES);
  const [found, setFound] = useState<readonly Renaming[]>([]);
  const called = JSON.stringify(namesIn(channel, stream.userID));
  useEffect(() => {
    let isWanted = true;
    contactNames.look(JSON.parse(called)).then(
      (renamings) => isWanted && setFound(renamings),
      () => {}, // nothing is remembered where nothing can be kept
    );
    return () => {
      isWanted = false;
    };
  }, [contactNames, called]);
  const note = useCallback(
    ({ userId, now }: Renaming) => {
      setFound((before) => before.filter((renaming) => renaming.userId !== userId));
      contactNames.note({ id: userId, name: now }).catch(() => {}); // it is told again another time
    },
    [contactNames],
  );
  return found.map((renaming) => ({
    userId: renaming.userId,
    words: people.renamed(renaming.before, renaming.now),
    note: () => note(renaming),
  }));
};

const namesIn = ({ state }: Channel, self: string | undefined): Person[] =>
  Object.entries(state.members).flatMap(([id, { user }]) =>
    id !== self && user?.name ? [{ id, name: user.name }] : [],
  );
