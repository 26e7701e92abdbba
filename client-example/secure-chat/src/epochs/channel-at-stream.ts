import type { Channel, Event } from 'stream-chat';
import { type HistoryPolicy, historyPolicy } from '../../../../shared/contract/channel.ts';
import { announcedSession, memberIds } from '../stream/channel-data.ts';

/** What may have changed: who is in the channel, its data, or anything while there was no connection. */
export type StreamChange = 'members' | 'data' | 'recovered';

/** Stream, as far as epochs need it: hints, none of which is trusted. */
export type ChannelAtStream = {
  cid: string;
  /** Chat user ids of all members, as far as this device has heard. */
  members: () => ReadonlySet<string>;
  /** Takes note of a change before Stream tells of it. */
  note: (userId: string, isMember: boolean) => void;
  /** The encryption session that the channel's data name. */
  namedSession: () => string | undefined;
  history: () => HistoryPolicy;
  /** Asks for members and data anew. Throws what Stream throws. */
  reload: () => Promise<void>;
  /** Answers how to stop. */
  onChange: (listener: (change: StreamChange) => void) => () => void;
};

/** Looks after a watched channel. Asks for all its members if stream-chat has not loaded them all; throws what Stream throws. */
export const channelAtStream = async (channel: Channel): Promise<ChannelAtStream> => {
  let members = new Set(await loadedMembers(channel));
  let heard: [string, boolean][] = [];
  const note = (userId: string, isMember: boolean): void => {
    heard.push([userId, isMember]);
    if (isMember) members.add(userId);
    else members.delete(userId);
  };
  const reload = async (): Promise<void> => {
    heard = [];
    const [all] = await Promise.all([memberIds(channel), reloadData(channel)]);
    const meanwhile = heard; // newer than the pages may be
    members = new Set(all);
    heard = [];
    for (const [userId, isMember] of meanwhile) note(userId, isMember);
  };
  return {
    cid: channel.cid,
    members: () => members,
    note,
    namedSession: () => announcedSession(channel.data),
    history: () => historyPolicy.safeParse(channel.data?.history_policy).data ?? 'fromNowOn',
    reload,
    onChange: (listener) => {
      const hear = (event: Event) => {
        const isMember = event.type === 'member.added';
        const userId = event.member?.user_id ?? event.user?.id;
        if ((isMember || event.type === 'member.removed') && userId) note(userId, isMember);
        const change = CHANGES[event.type];
        if (change) listener(change);
      };
      const here = channel.on(hear);
      const connection = channel.getClient().on('connection.recovered', () => {
        const told = () => listener('recovered');
        watchAgain(channel).then(told, told);
      });
      // Somebody erased leaves every channel, and no channel says so (stream.md section 8).
      const erased = channel.getClient().on('user.deleted', ({ user }) => {
        if (!user || !members.has(user.id)) return;
        note(user.id, false);
        listener('members');
      });
      return () => {
        here.unsubscribe();
        connection.unsubscribe();
        erased.unsubscribe();
      };
    },
  };
};

/** stream-chat 9.53 (`recoverState`) itself watches so many channels again, those with the newest messages. */
const WATCHED_AGAIN = 30;

const watchAgain = async (channel: Channel): Promise<void> => {
  const { activeChannels } = channel.getClient();
  if (Object.keys(activeChannels).length > WATCHED_AGAIN) await channel.watch();
};

const CHANGES: Partial<Record<string, StreamChange>> = {
  'channel.updated': 'data',
  'member.added': 'members',
  'member.removed': 'members',
};

/** `watch` brings a hundred members; that is all of them if Stream counts no more. */
const loadedMembers = async (channel: Channel): Promise<string[]> => {
  const loaded = Object.keys(channel.state.members);
  return loaded.length > 0 && loaded.length === channel.data?.member_count ? loaded : memberIds(channel);
};

const reloadData = async (channel: Channel): Promise<void> => {
  const options = { limit: 1, state: false, watch: false, presence: false };
  const [found] = await channel.getClient().queryChannelsRequest({ cid: channel.cid }, [], options);
  if (!found) return;
  const { own_capabilities } = channel.data ?? {};
  channel.data = { ...(own_capabilities && { own_capabilities }), ...found.channel };
};
