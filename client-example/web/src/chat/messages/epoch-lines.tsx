import { asSentence, useEpochChanges, useGaps, useNameOf, useTexts } from '@sealed-stream/secure-chat/react';
import { createContext, use, useMemo } from 'react';
import type { LocalMessage } from 'stream-chat';
import { useConversation } from '../services/conversation-context.tsx';

type Line = { id: string; at: number; words: string };
/** Lines by the id of the message they stand before or after. `alone`: there is no message. */
export type PlacedLines = {
  before: ReadonlyMap<string, readonly Line[]>;
  after: ReadonlyMap<string, readonly Line[]>;
  alone: readonly Line[];
};

const NOWHERE: PlacedLines = { before: new Map(), after: new Map(), alone: [] };
/** Of the list around. */
export const PlacedLinesContext = createContext(NOWHERE);

/**
 * A line for each change of the encryption, before the first message that is later. They are made here: nothing of them is with Stream. Those older than all loaded
 * messages wait until the older ones are loaded.
 */
export const usePlacedLines = (messages: readonly LocalMessage[], hasOlder: boolean): PlacedLines => {
  const { encrypted } = useConversation();
  const { changes } = useEpochChanges(encrypted);
  const gaps = useGapLines(messages);
  const lines = changes.map(({ id, at, words }): Line => ({ id, at: Date.parse(at), words }));
  const asText = JSON.stringify(lines); // names may change; rows are drawn anew only when the words do
  return useMemo(
    () => withGaps(placeLines(JSON.parse(asText), messages, hasOlder), JSON.parse(gaps)),
    [asText, messages, hasOlder, gaps],
  );
};

/** In a thread stand only the lines for what is missing in it. */
export const useThreadLines = (messages: readonly LocalMessage[], parentId: string): PlacedLines => {
  const gaps = useGapLines(messages, parentId);
  return useMemo(() => withGaps(NOWHERE, JSON.parse(gaps)), [gaps]);
};

type GapLine = { before: string; words: string };

/** As a text, which stays the same as long as the words do. */
const useGapLines = (messages: readonly LocalMessage[], parentId?: string): string => {
  const { encrypted } = useConversation();
  const nameOf = useNameOf(encrypted.stream);
  const texts = useTexts();
  const { missing, outOfOrder } = texts.messages;
  const lines = useGaps(encrypted, messages, parentId).map(({ before, from, kind }): GapLine => {
    const words = (kind === 'missing' ? missing : outOfOrder)(nameOf(from));
    return { before, words: asSentence(words, texts) };
  });
  return JSON.stringify(lines);
};

const withGaps = (lines: PlacedLines, gaps: readonly GapLine[]): PlacedLines => {
  if (gaps.length === 0) return lines;
  const before = new Map(lines.before);
  for (const { before: id, words } of gaps)
    before.set(id, [...(before.get(id) ?? []), { id: `gap/${id}/${words}`, at: 0, words }]);
  return { ...lines, before };
};

const placeLines = (
  lines: readonly Line[],
  messages: readonly LocalMessage[],
  hasOlder: boolean,
): PlacedLines => {
  const oldest = Number(messages[0]?.created_at ?? 0);
  const due = lines.filter(({ at }) => !hasOlder || at > oldest);
  const last = messages.at(-1);
  if (!last) return { ...NOWHERE, alone: due };
  const [before, after] = [new Map<string, Line[]>(), new Map<string, Line[]>()];
  for (const line of due) {
    const next = messages.find((message) => Number(message.created_at) > line.at);
    const place = next ? before : after;
    const { id } = next ?? last;
    place.set(id, [...(place.get(id) ?? []), line]);
  }
  return { before, after, alone: [] };
};

/** The lines that stand at this message. */
export const LinesAt = ({ id, side }: { id: string; side: 'before' | 'after' }) => (
  <Lines lines={use(PlacedLinesContext)[side].get(id) ?? []} />
);

export const Lines = ({ lines }: { lines: readonly Line[] }) =>
  lines.map(({ id, words }) => (
    <div className="epoch-line" key={id}>
      <span role="status">{words}</span>
    </div>
  ));
