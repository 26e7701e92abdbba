import type { SendMessageAPIResponse, UpdateMessageAPIResponse } from 'stream-chat';
import { keptFile } from '../files/sealed-file.ts';
import { createEnding, type Ending } from '../platform/ending.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import type { Verdict } from './failure.ts';
import {
  canRetry,
  type KeptEntry,
  type OutboxEntry,
  type OutboxReason,
  type OutboxState,
} from './outbox-entry.ts';
import type { NewWords, WrittenEdit, WrittenMessage } from './written.ts';

export type Answer = SendMessageAPIResponse | UpdateMessageAPIResponse;

type Waiter = { resolve: (answer: Answer) => void; reject: (error: unknown) => void };

/** What is tried with one entry. `mayBeStored` is called before the first byte that Stream might store. */
export type Leaving = {
  onUploadProgress: (percent: number) => void;
  signal: AbortSignalLike;
  mayBeStored: () => void;
};

/** An entry as this window has it, while the outbox is open. */
export type LiveEntry = {
  kept: KeptEntry;
  state: OutboxState;
  reason: OutboxReason | null;
  refusal?: string | undefined;
  uploaded?: number | undefined;
  /** It is being tried, by this window. */
  isTrying: boolean;
  /** False while only this window has it. */
  isSaved: boolean;
  saving: Promise<unknown>;
  /** Tries that ended in doubt. */
  doubts: number;
  mayBeStored: boolean;
  ending: Ending;
  waiters: Waiter[];
  onUploadProgress?: NewWords['onUploadProgress'];
};

export const liveEntry = (kept: KeptEntry, over: Partial<LiveEntry> = {}): LiveEntry => ({
  kept,
  ...stateOf(kept),
  isTrying: false,
  isSaved: false,
  saving: Promise.resolve(),
  doubts: 0,
  mayBeStored: true, // as far as one knows that was found on the device
  ending: createEnding(),
  waiters: [],
  ...over,
});

/** How it stands before it is tried. */
export const stateOf = ({ failed }: KeptEntry): Pick<LiveEntry, 'state' | 'reason' | 'refusal'> => ({
  state: failed ? 'failed' : 'waiting',
  reason: failed?.reason ?? null,
  refusal: failed?.refusal,
});

/** For who has put it. */
export const waitFor = (live: LiveEntry): Promise<Answer> => {
  const answer = new Promise<Answer>((resolve, reject) => live.waiters.push({ resolve, reject }));
  answer.catch(() => {}); // it may end before the caller has it
  return answer;
};

export const resolveAll = (live: LiveEntry, answer: Answer): void => {
  for (const { resolve } of live.waiters.splice(0)) resolve(answer);
};

export const rejectAll = (live: LiveEntry, error: unknown): void => {
  for (const { reject } of live.waiters.splice(0)) reject(error);
};

/** The person has decided about it. */
export const UNHINDERED = { failed: undefined, wasKeptBack: undefined };

export const failedWith = ({ reason, refusal }: Verdict): Pick<KeptEntry, 'failed'> => ({
  failed: { reason, ...(refusal !== undefined && { refusal }) },
});

/** What was kept back for longer does not go by itself once its reason is gone: it may not be what the person wants to say now. */
const OVERDUE_MS = 3_600_000;

export const isOverdue = ({ wasKeptBack, place }: KeptEntry, now: Date): boolean =>
  wasKeptBack === true && now.getTime() - place > OVERDUE_MS;

export const byPlace = (one: KeptEntry, other: KeptEntry): number =>
  one.place - other.place || (one.id < other.id ? -1 : 1);

/** One that was done with does not come back; the same message may have another one later. */
export const placeOf = ({ place, id }: KeptEntry): string => `${place}/${id}`;

export const isNewer = (one: KeptEntry, than: KeptEntry): boolean =>
  one.version > than.version || (one.version === than.version && !one.failed !== !than.failed);

export const messageEntry = (message: WrittenMessage, place: number): KeptEntry => {
  const { id, parentId, quoted, showInChannel } = message;
  return {
    v: 2,
    id,
    kind: 'message',
    place,
    version: 0,
    ...wordsOf(message),
    ...(parentId && { parentId }),
    ...(parentId && showInChannel && { showInChannel }),
    ...(quoted && { quoted }),
  };
};

export const editEntry = (edit: WrittenEdit, place: number): KeptEntry => ({
  v: 2,
  id: edit.id,
  kind: 'edit',
  place,
  version: 0,
  ...wordsOf(edit),
});

/** What of them is kept: nothing that this version does not know, for it could not be read again. */
export const wordsOf = ({ text, attachments, mentionedUserIds }: NewWords) => ({
  ...(text !== undefined && { text }),
  ...(attachments && { attachments: attachments.map(keptFile) }),
  ...(mentionedUserIds && { mentionedUserIds: [...mentionedUserIds] }),
});

export const shownEntry = ({ kept, state, reason, refusal, uploaded }: LiveEntry): OutboxEntry => ({
  id: kept.id,
  kind: kept.kind,
  text: kept.text,
  attachments: kept.attachments,
  parentId: kept.parentId,
  showInChannel: kept.showInChannel ?? false,
  quotedMessageId: kept.quoted?.id,
  writtenAt: new Date(kept.place),
  state,
  reason,
  refusal,
  canRetry: canRetry(state, reason),
  uploaded,
});
