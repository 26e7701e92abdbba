import { type EncryptedChannel, parseEncryptedText } from '@sealed-stream/secure-chat';
import { useEncryption } from '@sealed-stream/secure-chat/react';
import { useEffect, useMemo, useReducer } from 'react';
import type { LocalMessage } from 'stream-chat';

/** What is known of the texts that name an encryption session: `asked`, one of them is being read. */
type Readable = 'asked' | 'before-joining' | 'other';
type Known = { epochs: number; sessions: Map<string, Readable> };

const known = new WeakMap<EncryptedChannel, Known>();
const sessionOfMessage = new WeakMap<LocalMessage, string | null>();

/**
 * The messages to draw: of those in a row that were written before this user joined only the last, which stands for all. Older ones that were just loaded
 * are held back for the moment in which that is found out. Access may be given later, so each epoch is another beginning.
 */
export const useOneLineBefore = (
  encrypted: EncryptedChannel,
  messages: readonly LocalMessage[],
): LocalMessage[] => {
  const { epochs } = useEncryption(encrypted);
  const [version, redraw] = useReducer((count: number) => count + 1, 0);
  const { sessions } = knownOf(encrypted, epochs.length);
  useEffect(() => {
    for (const message of messages) {
      const session = sessionOf(message);
      if (session === null || sessions.has(session)) continue;
      sessions.set(session, 'asked');
      void encrypted.read(message).then((read) => {
        const isBefore = read.kind === 'unreadable' && read.reason === 'before-you-joined';
        sessions.set(session, isBefore ? 'before-joining' : 'other');
        redraw();
      });
    }
  }, [encrypted, messages, sessions]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what the map holds
  return useMemo(() => {
    const isReadable = new Set(epochs.map(({ encryptionSessionId }) => encryptionSessionId));
    const stateOf = (message: LocalMessage | undefined): Readable => {
      const session = message ? sessionOf(message) : null;
      if (session === null || isReadable.has(session)) return 'other';
      return sessions.get(session) ?? 'asked';
    };
    const first = messages.findIndex((message) => stateOf(message) !== 'asked');
    const drawn = first < 0 ? [] : messages.slice(first);
    return drawn.filter(
      (message, place) =>
        stateOf(message) !== 'before-joining' || stateOf(drawn[place + 1]) !== 'before-joining',
    );
  }, [epochs, messages, sessions, version]);
};

/** Whether this message stands for all that was written before this user joined. */
export const isBeforeJoining = (encrypted: EncryptedChannel, message: LocalMessage | undefined): boolean => {
  const session = message ? sessionOf(message) : null;
  return session !== null && known.get(encrypted)?.sessions.get(session) === 'before-joining';
};

const knownOf = (encrypted: EncryptedChannel, epochs: number): Known => {
  const before = known.get(encrypted);
  if (before?.epochs === epochs) return before;
  const made: Known = { epochs, sessions: new Map() };
  known.set(encrypted, made);
  return made;
};

/** The session a message names; null when it has no text of the encrypted form. Objects of stream-chat do not change. */
const sessionOf = (message: LocalMessage): string | null => {
  const found = sessionOfMessage.get(message);
  if (found !== undefined) return found;
  const text = message.type === 'regular' || message.type === 'reply' ? message.text : '';
  const session = parseEncryptedText(text ?? '')?.encryptionSessionId ?? null;
  sessionOfMessage.set(message, session);
  return session;
};
