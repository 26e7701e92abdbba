import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { useNameOf } from '../parts/use-name-of.ts';
import { useRedrawOn } from '../parts/use-redraw-on.ts';
import { type ShownMember, shownMembers } from './shown-members.ts';

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
