import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { type ShownMember, shownMembers } from './shown-members.ts';
import { useTexts } from './texts-context.ts';
import { useEncryption } from './use-encryption.ts';
import { useNameOf } from './use-name-of.ts';
import { useRedrawOn } from './use-redraw-on.ts';

const CHANGES = [
  'member.added',
  'member.removed',
  'member.updated',
  'user.presence.changed',
  'user.updated',
] as const;

/** The members of the channel and whether they can read, by name; follows every change. */
export const useMembers = (channel: EncryptedChannel): ShownMember[] => {
  const { epoch } = useEncryption(channel);
  const { people } = useTexts();
  const nameOf = useNameOf(channel.stream);
  useRedrawOn(CHANGES);
  return shownMembers(channel.stream, epoch, nameOf, people);
};
