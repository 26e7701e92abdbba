import { AppError } from './app-error.ts';
import { type ChannelName, type ChannelRecord, cidOf } from './channel.ts';
import type { EncryptionSessionRegistry } from './encryption-session-registry.ts';
import type { Peers } from './peers.ts';
import type { ChannelMember, NewMember, StreamChannels } from './stream-channels.ts';

/** Marks at Stream that are set at a time. */
const AT_ONCE = 10;

/** Who of these is to be asked first: all who have not said that they want to talk with the inviter. Throws `INVITATION_REFUSED` when one has blocked them. */
export const strangersAmong = async (
  peers: Pick<Peers, 'findAbout'>,
  inviterId: string,
  userIds: readonly string[],
): Promise<string[]> => {
  const said = await peers.findAbout(inviterId, userIds);
  if ([...said.values()].includes('blocked')) throw new AppError('INVITATION_REFUSED', { leftUndone: true });
  return userIds.filter((userId) => said.get(userId) !== 'contact');
};

export type MarkDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findRecord'>;
  channels: Pick<StreamChannels, 'markInvited'>;
};

/**
 * Sets the marks that Stream's answer lacks. But not of those who asked for the channel themselves meanwhile; the record is read after the
 * marks are set once more, so that of two who start at once neither stays invited.
 */
export const mendMarks = async (
  { registry, channels }: MarkDeps,
  channel: ChannelName,
  wanted: readonly NewMember[],
  told: readonly ChannelMember[],
): Promise<void> => {
  if (lackingOf(wanted, told).length === 0) return;
  const askedBy = async () => (await registry.findRecord(cidOf(channel)))?.askedBy ?? [];
  const before = await askedBy();
  const marked = await markLacking(
    channels,
    channel,
    wanted.filter(({ userId }) => !before.includes(userId)),
    told,
  );
  const meanwhile = (await askedBy()).filter((id) => marked.includes(id));
  for (const userId of meanwhile) await channels.markInvited(channel, userId, null);
};

/** Sets the marks that Stream's answer lacks; gives whose. */
export const markLacking = async (
  channels: MarkDeps['channels'],
  channel: ChannelName,
  wanted: readonly NewMember[],
  told: readonly ChannelMember[],
): Promise<string[]> => {
  const lacking = lackingOf(wanted, told);
  for (let start = 0; start < lacking.length; start += AT_ONCE) {
    const some = lacking.slice(start, start + AT_ONCE);
    await Promise.all(
      some.map(({ userId, invitedBy = null }) => channels.markInvited(channel, userId, invitedBy)),
    );
  }
  return lacking.map(({ userId }) => userId);
};

const lackingOf = (wanted: readonly NewMember[], told: readonly ChannelMember[]): NewMember[] => {
  const marked = new Set(told.filter(({ invitedBy }) => invitedBy !== undefined).map(({ userId }) => userId));
  return wanted.filter(({ userId, invitedBy }) => invitedBy !== undefined && !marked.has(userId));
};

/** The record's members as they are put in: those who did not ask themselves, and are strangers to who did, as invitations. */
export const asInvited = (
  { askedBy }: Pick<ChannelRecord, 'askedBy'>,
  {
    members,
    strangers,
    inviterId,
  }: { members: readonly string[]; strangers: readonly string[]; inviterId: string },
): NewMember[] =>
  members.map((userId) =>
    strangers.includes(userId) && !askedBy.includes(userId) ? { userId, invitedBy: inviterId } : { userId },
  );
