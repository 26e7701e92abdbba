import { randomUUID } from 'node:crypto';
import { pairHash } from '../../shared/adapters/pair-hash.ts';
import { acceptInvitation } from '../../shared/domain/accept-invitation.ts';
import { addMember } from '../../shared/domain/add-member.ts';
import { AppError } from '../../shared/domain/app-error.ts';
import { blockPeer, unblockPeer } from '../../shared/domain/block-peer.ts';
import type { AllowedMembers } from '../../shared/domain/channel.ts';
import { cidOf } from '../../shared/domain/channel.ts';
import { createChannel } from '../../shared/domain/create-channel.ts';
import { registerEncryptionSession } from '../../shared/domain/register-encryption-session.ts';
import { removeMember } from '../../shared/domain/remove-member.ts';
import { pairNameOf, startPair } from '../../shared/domain/start-pair.ts';
import { createInMemoryRegistry, createInMemoryStream, type Pause } from './in-memory-channels.ts';
import { createInMemoryPeers, endlessSeats } from './in-memory-peers.ts';

const PEOPLE = ['alice', 'bob', 'carol', 'mallory'] as const;
export const TYPE = 'messaging';

/** The backend's rules for channels on tables and a Stream in memory, for a few people. */
export const openPairWorld = (pause?: Pause) => {
  const { registry, records } = createInMemoryRegistry(pause);
  const { channels, stored, faults } = createInMemoryStream(new Set(PEOPLE), pause);
  const { peers, stateOf, erased } = createInMemoryPeers(pause);
  const deps = {
    registry,
    channels,
    peers,
    seats: endlessSeats,
    encryptedChannelTypes: [TYPE, 'team'],
    allowed: 'anyMember' as AllowedMembers,
    rekeyBy: 'anyMember' as AllowedMembers,
    hash: pairHash,
    users: { find: async () => null },
    takeEpoch: async () => ({ taken: true as const }),
    newAttemptId: randomUUID,
    now: () => new Date('2026-11-22T10:00:00.000Z'),
  };
  const pair = (one: string, other: string) => pairNameOf(pairHash, TYPE, [one, other]);
  const named = (channelId: string) => ({ channelType: TYPE, channelId });
  return {
    deps,
    stored,
    records,
    faults,
    erased,
    stateOf,
    pair,
    start: (callerId: string, userId: string) => startPair(deps, callerId, { channelType: TYPE, userId }),
    create: (callerId: string, channelId: string, members: string[]) =>
      createChannel(deps, callerId, { ...named(channelId), members, history: 'fromNowOn' }),
    accept: (callerId: string, channelId: string) => acceptInvitation(deps, callerId, named(channelId)),
    block: (callerId: string, userId: string) => blockPeer(deps, callerId, userId),
    unblock: (callerId: string, userId: string) => unblockPeer(deps, callerId, userId),
    add: (callerId: string, channelId: string, userId: string) =>
      addMember(deps, { callerId, channel: named(channelId), userId }),
    remove: (callerId: string, channelId: string, userId: string) =>
      removeMember(deps, { callerId, channel: named(channelId), userId }),
    register: (callerId: string, channelId: string) =>
      registerEncryptionSession(deps, callerId, named(channelId), { encryptionSessionId: randomUUID() }),
    /** Who is in a channel, and who of them by whose invitation. */
    members: (channelId: string): Record<string, string | null> => {
      const { members, marks } = stored.get(cidOf(named(channelId))) ?? { members: new Set<string>() };
      return Object.fromEntries([...members].sort().map((id) => [id, marks?.get(id) ?? null]));
    },
  };
};

/** The type of the error that a call ends with. */
export const typeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error) => (error instanceof AppError ? error.type : error),
  );
