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

/** Chat user ids of all members, over all pages. */
export const memberIds = async (channel: Channel): Promise<string[]> => {
  const ids: string[] = [];
  for (let offset = 0; ; offset += MEMBERS_PER_PAGE) {
    const { members } = await channel.queryMembers(
      {},
      { created_at: 1 },
      { limit: MEMBERS_PER_PAGE, offset },
    );
    for (const { user_id, user } of members) {
      const id = user_id ?? user?.id;
      if (id) ids.push(id);
    }
    if (members.length < MEMBERS_PER_PAGE) return ids;
  }
};

/** The longest text the channel takes; Stream's own default where the channel does not say (stream.md section 10.3). */
export const maxTextLength = (channel: Channel): number =>
  channel.getConfig()?.max_message_length ?? STREAM_DEFAULT_LENGTH;

const STREAM_DEFAULT_LENGTH = 5000;
