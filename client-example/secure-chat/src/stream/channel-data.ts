import type { Channel } from 'stream-chat';

declare module 'stream-chat' {
  interface CustomChannelData {
    /** The channel's encryption session, as the hook reads it (design section 4). */
    session_id?: string;
    session_epoch?: number;
    /** What people added later may read; written by the backend. */
    history_policy?: string;
  }
}

/** What the channel's data names as its encryption session. A hint only: members, admins and Stream can write it. */
export const announcedSession = (data: { session_id?: unknown } | undefined): string | undefined => {
  const value = data?.session_id;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const MEMBERS_PER_PAGE = 100;

/** Chat user ids of all members, over all pages: each begins after the last id of the one before, whoever leaves meanwhile. */
export const memberIds = async (channel: Channel): Promise<string[]> => {
  const ids: string[] = [];
  for (;;) {
    const last = ids.at(-1);
    const { members } = await channel.queryMembers(
      {},
      { user_id: 1 },
      { limit: MEMBERS_PER_PAGE, ...(last !== undefined && { user_id_gt: last }) },
    );
    for (const { user_id, user } of members) {
      const id = user_id ?? user?.id;
      if (id) ids.push(id);
    }
    if (members.length < MEMBERS_PER_PAGE || ids.at(-1) === last) return ids;
  }
};

/** The longest text the channel takes; Stream's own default where the channel does not say (stream.md section 10.3). */
export const maxTextLength = (channel: Channel): number =>
  channel.getConfig()?.max_message_length ?? STREAM_DEFAULT_LENGTH;

const STREAM_DEFAULT_LENGTH = 5000;
