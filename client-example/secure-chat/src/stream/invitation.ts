import type { Channel, StreamChat } from 'stream-chat';

declare module 'stream-chat' {
  interface CustomMemberData {
    /** Chat user id of who put this member into the channel unasked; gone when they have accepted. Written by the backend. */
    invited_by?: string;
    /** This member is about to leave, and is not removed by somebody else. Written by the backend. */
    leaving?: boolean;
  }
}

type ChannelState = Pick<Channel, 'state'>;

/** Chat user id of who put this user into the channel, as long as they have not accepted; null when it is no invitation. */
export const invitedBy = ({ state }: ChannelState): string | null => markOf(state.membership);

/** Chat user ids of the members who have not accepted yet, of those that stream-chat has loaded. */
export const notAccepted = ({ state: { members } }: ChannelState): string[] =>
  Object.keys(members).filter((id) => markOf(members[id]) !== null);

/**
 * Takes note of an acceptance before Stream tells of it: whoever listens hears what Stream is about to say. Nothing when that was heard
 * already.
 */
export const noteAccepted = (channel: Channel): void => {
  const client = channel.getClient();
  if (invitedBy(channel) === null || !client.userID) return;
  const { invited_by: _, ...member } = channel.state.membership;
  const user = { ...member.user, id: client.userID };
  const { cid, type: channel_type, id: channel_id } = channel;
  const named = { cid, channel_type, ...(channel_id && { channel_id }) };
  client.dispatchEvent({ type: 'member.updated', ...named, user, member: { ...member, user } });
};

const markOf = (member: { invited_by?: unknown } | undefined): string | null =>
  typeof member?.invited_by === 'string' && member.invited_by !== '' ? member.invited_by : null;

type Reporting = Pick<StreamChat, 'markChannelsDelivered' | 'activeChannels'>;

/** Keeps stream-chat from telling who invites that their messages have arrived: it reports that by itself (9.53, `MessageDeliveryReporter`). */
export const keepInvitationsQuiet = (client: Reporting): void => {
  const report = client.markChannelsDelivered.bind(client);
  client.markChannelsDelivered = ({ latest_delivered_messages = [], ...options }) => {
    const told = latest_delivered_messages.filter(({ cid }) => {
      const channel = client.activeChannels[cid];
      return !channel || invitedBy(channel) === null;
    });
    return report({ ...options, latest_delivered_messages: told });
  };
};
