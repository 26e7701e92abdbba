import type { ChannelKind, HistoryPolicy } from '../contract/channel.ts';
import { AppError } from './app-error.ts';

/** A channel as paths and bodies name it. */
export type ChannelName = { channelType: string; channelId: string };

/** What is kept of a channel from when it was first asked for; never changed. */
export type ChannelClaim = {
  cid: string;
  kind: ChannelKind;
  /** Its owner. */
  createdBy: string;
  createdAt: string;
  history: HistoryPolicy;
  /** Who was asked for, the owner included. Says who may finish a channel that Stream does not have yet, not who is in it. */
  members: readonly string[];
};

export type ChannelRecord = ChannelClaim & {
  /** Who asked for it themselves, while it was not made yet: they are no invitations. */
  askedBy: readonly string[];
  /** Whether Stream is known to have it, with all its marks. */
  isMade: boolean;
};

/** Who may do a thing in a channel: every member, or only its owner. */
export type AllowedMembers = 'anyMember' | 'owner';

/** Stream's name of a channel: `type:id`. */
export const cidOf = ({ channelType, channelId }: ChannelName): string => `${channelType}:${channelId}`;

/** Throws `INVALID_REQUEST` for a channel type that the stage does not encrypt. */
export const demandEncryptedType = (
  encryptedChannelTypes: readonly string[],
  { channelType }: Pick<ChannelName, 'channelType'>,
): void => {
  if (!encryptedChannelTypes.includes(channelType))
    throw new AppError('INVALID_REQUEST', { message: 'channelType: not an encrypted channel type' });
};
