/** A message or a channel's data as Stream gives them: custom fields beside Stream's own. */
export type StreamObject = Readonly<Record<string, unknown>>;

/** A channel as a list of channels has it. */
export type ListedChannel = { cid: string; createdAt: string; data: StreamObject };

/** What Stream has stored, asked for with a server token. Throws what Stream's client throws; every call is safe to repeat. */
export type StoredMessages = {
  /** A message with what it said, also when it is soft-deleted; null when there is none. */
  readMessage: (id: string) => Promise<StreamObject | null>;
  /** A channel's data; null when there is none. */
  readChannel: (cid: string) => Promise<StreamObject | null>;
  /** Deletes a message for good, and a thread's replies with it. False when it was gone already. */
  hardDelete: (id: string) => Promise<boolean>;
  /** At most {@link CHANNEL_PAGE} channels of these types with a message since `activeSince`, made at `createdFrom` or later, oldest first. */
  listChannels: (page: {
    types: readonly string[];
    activeSince: string;
    createdFrom: string | null;
    offset: number;
  }) => Promise<ListedChannel[]>;
  /** At most {@link MESSAGE_PAGE} messages of a channel's main list made at `until` or before, the newest of them, in no promised order. */
  listMessages: (cid: string, until: string) => Promise<StreamObject[]>;
  /** At most {@link MESSAGE_PAGE} replies of a thread that are older than the reply `beforeId`, the newest of them; none when the thread is gone. */
  listReplies: (headId: string, beforeId: string | null) => Promise<StreamObject[]>;
};

/** What Stream gives at a time (stream.md section 6: at most 30 channels and 300 messages). */
export const CHANNEL_PAGE = 30;
export const MESSAGE_PAGE = 100;
