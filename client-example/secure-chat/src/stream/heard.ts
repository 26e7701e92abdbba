import type { StreamChat } from 'stream-chat';

/** Which messages of a channel events have told of, while Stream was being asked. */
export type Heard = {
  /** Ids of those that are new, edited, softly deleted, or have other reactions. */
  changed: Set<string>;
  /** Ids of those that are gone. */
  removed: Set<string>;
};

export type Hearing = { of: (cid: string) => Heard; stop: () => void };

/** Begins to listen. */
export const listenFor = (client: StreamChat): Hearing => {
  const heard = new Map<string, Heard>();
  const of = (cid: string): Heard => {
    const known = heard.get(cid) ?? { changed: new Set(), removed: new Set() };
    heard.set(cid, known);
    return known;
  };
  const { unsubscribe } = client.on(({ cid, message, hard_delete }) => {
    if (!cid || !message?.id) return;
    of(cid)[hard_delete ? 'removed' : 'changed'].add(message.id);
  });
  return { of, stop: unsubscribe };
};
