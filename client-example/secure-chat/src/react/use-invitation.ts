import { useCallback } from 'react';
import type { Channel, EventTypes } from 'stream-chat';
import { invitedBy, notAccepted } from '../stream/invitation.ts';
import { isPairId } from '../stream/pair.ts';
import { useShared } from './secure-chat-context.ts';
import { useTexts } from './texts-context.ts';
import { useNameOf } from './use-name-of.ts';
import { useRedrawOn } from './use-redraw-on.ts';

/** After which a channel may be an invitation that was none, or none any more: for {@link useRedrawOn} beside a list. */
export const INVITATION_CHANGES: readonly EventTypes[] = [
  'member.added',
  'member.removed',
  'member.updated',
  'notification.added_to_channel',
  'connection.recovered',
];

/** Whether this user was put into the channel by somebody they have not let do so, and has not accepted yet. For the filter of a list. */
export const isInvitation = (channel: Pick<Channel, 'state'>): boolean => invitedBy(channel) !== null;

export type ShownInvitation = {
  /** Chat user id of who invites. */
  by: string;
  /** As they call themselves. */
  name: string;
  /** The conversation of the two; else a group. */
  isPair: boolean;
  /** How many are in it, this user included. */
  people: number;
  accept: () => Promise<void>;
  decline: () => Promise<void>;
  /** Declines, and keeps them from inviting this user again. */
  block: () => Promise<void>;
};

/** The invitation that a channel is, with the answers to it; null when it is none. Nothing of the channel is opened before one accepts. */
export const useInvitation = (channel: Channel | undefined): ShownInvitation | null => {
  const { chat, openChannels, leaving } = useShared();
  const { people } = useTexts();
  useRedrawOn(INVITATION_CHANGES);
  const by = channel ? invitedBy(channel) : null;
  const cid = channel?.cid ?? '';
  const accept = useCallback(async () => (await openChannels.open(cid)).accept(), [openChannels, cid]);
  const decline = useCallback(async () => {
    leaving.add(cid);
    try {
      await (await openChannels.open(cid)).decline();
    } catch (error) {
      leaving.delete(cid);
      throw error;
    }
  }, [openChannels, leaving, cid]);
  const isPair = isPairId(channel?.id);
  const block = useCallback(async () => {
    if (by === null) return;
    await chat.api.blockPeer(by);
    if (!isPair) await decline(); // of a pair, blocking is leaving
  }, [chat, by, isPair, decline]);
  if (!channel || by === null) return null;
  const name = channel.state.members[by]?.user?.name ?? chat.stream.state.users[by]?.name;
  const count = channel.data?.member_count ?? Object.keys(channel.state.members).length;
  return { by, name: name || people.unnamed, isPair, people: count, accept, decline, block };
};

/** Names of those who have not accepted yet, for a line beside the conversation; nobody when it is oneself. */
export const useNotAccepted = (channel: Channel): string[] => {
  useRedrawOn(INVITATION_CHANGES);
  const nameOf = useNameOf(channel);
  return isInvitation(channel) ? [] : notAccepted(channel).map(nameOf);
};
