import { useEpochChanges } from '@sealed-stream/secure-chat/react';
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
/** Of the list around; a thread has none. */
export const PlacedLinesContext = createContext(NOWHERE);

/**
 * A line for each change of the encryption, before the first message that is later. They are made here: nothing of them is with Stream. Those older than all loaded
 * messages wait until the older ones are loaded.
 */
export const usePlacedLines = (messages: readonly LocalMessage[], hasOlder: boolean): PlacedLines => {
  const { changes } = useEpochChanges(useConversation().encrypted);
  const lines = changes.map(({ id, at, words }): Line => ({ id, at: Date.parse(at), words }));
  const asText = JSON.stringify(lines); // names may change; rows are drawn anew only when the words do
  return useMemo(() => placeLines(JSON.parse(asText), messages, hasOlder), [asText, messages, hasOlder]);
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
