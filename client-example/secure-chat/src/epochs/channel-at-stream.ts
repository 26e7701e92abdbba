import type { Channel, Event } from 'stream-chat';
import { type HistoryPolicy, historyPolicy } from '../../../../shared/contract/channel.ts';
import { announcedSession, memberIds } from '../stream/channel-data.ts';
import { invitedBy, noteAccepted } from '../stream/invitation.ts';
import type { Recovery } from '../stream/recovery.ts';

/** What may have changed: who is in the channel, whether this user has accepted, its data, or anything while there was no connection, which is there again. */
export type StreamChange = 'members' | 'invitation' | 'data' | 'recovered';

/** Stream, as far as epochs need it: hints, none of which is trusted. */
export type ChannelAtStream = {
  cid: string;
  /** Chat user ids of all members, as far as this device has heard. */
  members: () => ReadonlySet<string>;
  /** Takes note of a change before Stream tells of it. */
  note: (userId: string, isMember: boolean) => void;
  /** Chat user id of who put this user here, as long as they have not accepted; null when it is no invitation. */
  invitedBy: () => string | null;
  /** Takes note of the acceptance before Stream tells of it. */
  noteAccepted: () => void;
  /** The encryption session that the channel's data name. */
  namedSession: () => string | undefined;
  history: () => HistoryPolicy;
  /** Asks for members and data anew, and to be told of changes if that has ended. Throws what Stream throws. */
  reload: () => Promise<void>;
  /** Whether a lost connection may have hidden changes that nobody has asked for since: `reload` does. */
  mayHaveMissed: () => boolean;
  /** Answers how to stop. */
  onChange: (listener: (change: StreamChange) => void) => () => void;
};

/**
 * Looks after a watched channel. Asks for all its members if stream-chat has not loaded them all; throws what Stream throws. After a lost connection
 * it takes what the recovery has brought, and asks for nothing itself.
 */
export const channelAtStream = async (channel: Channel, recovery: Recovery): Promise<ChannelAtStream> => {
  let members = new Set(loadedMembers(channel) ?? (await memberIds(channel)));
  /** For each question under way, what was heard since: newer than its answer may be. */
  const questions = new Set<[string, boolean][]>();
  let isListenedTo = true;
  let isMissing = false;
  const note = (userId: string, isMember: boolean): void => {
    for (const heard of questions) heard.push([userId, isMember]);
    if (isMember) members.add(userId);
    else members.delete(userId);
  };
  const question = () => {
    const heard: [string, boolean][] = [];
    questions.add(heard);
    const end = () => void questions.delete(heard);
    const answer = (all: readonly string[]): void => {
      end();
      members = new Set(all);
      isMissing = false;
      for (const [userId, isMember] of heard) note(userId, isMember);
    };
    return { answer, end };
  };
  const reload = async (): Promise<void> => {
    const { answer, end } = question();
    try {
      if (!isListenedTo) await channel.watch();
      isListenedTo = true;
      const [all] = await Promise.all([memberIds(channel), reloadData(channel)]);
      answer(all);
    } finally {
      end();
    }
  };
  const recovering = (told: () => void) => {
    let asking: ReturnType<typeof question> | null = null;
    return recovery.subscribe({
      begins: () => {
        asking?.end();
        asking = question();
      },
      ends: (isFresh) => {
        if (!asking) return; // opened meanwhile, so nothing was missed
        isListenedTo = isFresh(channel.cid);
        const loaded = isListenedTo ? loadedMembers(channel) : null;
        if (loaded) asking.answer(loaded);
        else isMissing = true;
        asking.end();
        told();
      },
    });
  };
  return {
    cid: channel.cid,
    members: () => members,
    note,
    invitedBy: () => invitedBy(channel),
    noteAccepted: () => noteAccepted(channel),
    namedSession: () => announcedSession(channel.data),
    history: () => historyPolicy.safeParse(channel.data?.history_policy).data ?? 'fromNowOn',
    reload,
    mayHaveMissed: () => isMissing,
    onChange: (listener) => {
      const hear = (event: Event) => {
        const isMember = event.type === 'member.added';
        const userId = event.member?.user_id ?? event.user?.id;
        if ((isMember || event.type === 'member.removed') && userId) note(userId, isMember);
        const change = CHANGES[event.type];
        if (change) listener(change);
      };
      const here = channel.on(hear);
      const stopRecovering = recovering(() => listener('recovered'));
      // Somebody erased leaves every channel, and no channel says so (stream.md section 8).
      const erased = channel.getClient().on('user.deleted', ({ user }) => {
        if (!user || !members.has(user.id)) return;
        note(user.id, false);
        listener('members');
      });
      return () => {
        here.unsubscribe();
        stopRecovering();
        erased.unsubscribe();
      };
    },
  };
};

const CHANGES: Partial<Record<string, StreamChange>> = {
  'channel.updated': 'data',
  'member.added': 'members',
  'member.removed': 'members',
  'member.updated': 'invitation',
};

/** Stream gives a hundred members with a channel; that is all of them if it counts no more. Null when it is not. */
const loadedMembers = (channel: Channel): string[] | null => {
  const loaded = Object.keys(channel.state.members);
  return loaded.length > 0 && loaded.length === channel.data?.member_count ? loaded : null;
};

const reloadData = async (channel: Channel): Promise<void> => {
  const options = { limit: 1, state: false, watch: false, presence: false };
  const [found] = await channel.getClient().queryChannelsRequest({ cid: channel.cid }, [], options);
  if (!found) return;
  const { own_capabilities } = channel.data ?? {};
  channel.data = { ...(own_capabilities && { own_capabilities }), ...found.channel };
};
