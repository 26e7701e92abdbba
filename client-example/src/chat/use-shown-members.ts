import type { OpenConversation } from './conversation-context.tsx';
import { type ShownMember, shownMembers } from './shown-members.ts';
import { useNameOf } from './use-name-of.ts';
import { useRedrawOn } from './use-redraw-on.ts';

const CHANGES = [
  'member.added',
  'member.removed',
  'member.updated',
  'user.presence.changed',
  'user.updated',
] as const;

/** The members of the conversation and whether they can read; follows every change. */
export const useShownMembers = ({ encrypted, epoch }: OpenConversation): ShownMember[] => {
  useRedrawOn(CHANGES);
  return shownMembers(encrypted.stream, epoch, useNameOf(encrypted.stream));
};
