import { MEMBERS_A_CALL } from '../../shared/contract/member-keys.ts';
import {
  background,
  bytes,
  type CostedFunction,
  fixed,
  perChannel,
  perMessage,
  perUser,
} from './assumptions.ts';

export type Load = {
  /** People who use the chat in a month. */
  users: number;
  /** Messages that all of them send in a month. */
  messages: number;
  /** People in a channel. */
  members: number;
};

export type Usage = {
  /** Calls of each function in a month. */
  calls: Record<CostedFunction, number>;
  codes: number;
  /** Whom a call for the keys of a channel's members asks about. */
  membersACall: number;
  sqsRequests: number;
  epochBytes: number;
  channelBytes: number;
  storedBytes: number;
};

/** What a load does to the stack in a month, by the assumptions. It grows with each part of the load. */
export const usageOf = ({ users, messages, members }: Load): Usage => {
  const channels = users * perUser.channelsMade;
  const newcomers = users * perUser.newcomers;
  const codes = newcomers * perUser.codesPerNewcomer + users * perUser.newDevices;
  const [added, removed] = [channels * perChannel.membersAdded, channels * perChannel.membersRemoved];
  const epochs =
    channels * (perChannel.made + perChannel.epochsByAge) +
    added +
    removed +
    messages / perChannel.messagesPerEpoch;
  const events = messages * perMessage.events;
  const epochBytes = bytes.epoch + members * bytes.epochPerMember;
  const channelBytes = bytes.channel + perChannel.monthsKept * epochBytes;
  return {
    calls: {
      token: users * perUser.tokens,
      signup: newcomers,
      me: users * perUser.starts,
      erase: users * perUser.erased * perUser.callsPerErasure,
      'undo-erasure': users * perUser.erased * perUser.kept,
      'export-me': users * perUser.exported,
      challenge: codes,
      'claim-identity': 3 * newcomers,
      enroll: newcomers,
      'author-key': newcomers,
      'block-peer': users * perUser.blocks,
      'unblock-peer': users * perUser.unblocks,
      blocks: users * perUser.blockLists,
      'create-channel': channels * perChannel.made,
      'start-pair': users * perUser.pairsStarted,
      'accept-invitation': users * perUser.invitationsAccepted,
      'add-member': added,
      'remove-member': removed,
      'encryption-session':
        users * perUser.starts * perUser.channelsShownPerStart + messages * perMessage.registryLooks,
      'register-encryption-session': epochs,
      // Whoever makes an epoch and whoever follows it looks at all others.
      'member-keys': members > 2 ? epochs * members * Math.ceil((members - 1) / MEMBERS_A_CALL) : 0,
      'sigchain-hash': members > 2 ? 0 : epochs * members * Math.max(0, members - 1),
      report: users * perUser.reports,
      'stream-webhook': messages * perMessage.hookCalls,
      sweep: events / perMessage.eventsPerSweep,
      reconcile: fixed.reconcilerRuns,
      'erase-due': fixed.erasureRuns,
      'configure-stream': fixed.streamSetups,
    },
    codes,
    membersACall: Math.min(Math.max(0, members - 1), MEMBERS_A_CALL),
    sqsRequests: fixed.emptyReceives + events + (2 * events) / perMessage.eventsPerSweep,
    epochBytes,
    channelBytes,
    storedBytes: users * bytes.user + channels * channelBytes,
  };
};

/** Calls that come in through the gateway. */
export const requestsOf = ({ calls }: Usage): number => {
  const names = Object.keys(calls) as CostedFunction[];
  const routed = names.filter((name) => !background.some((other) => other === name));
  return routed.reduce((sum, name) => sum + calls[name], 0);
};
