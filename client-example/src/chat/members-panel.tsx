import type { Channel } from 'stream-chat';
import { useChatServices } from './chat-services.tsx';
import { Dialog } from './dialog.tsx';
import { useRedrawOn } from './use-redraw-on.ts';

export type ShownMember = { id: string; name: string; isOnline: boolean };

const CHANGES = [
  'member.added',
  'member.removed',
  'member.updated',
  'user.presence.changed',
  'user.updated',
] as const;

/** The members Stream names for the channel, by name. */
export const useMembers = (channel: Channel): ShownMember[] => {
  useRedrawOn(CHANGES);
  return Object.entries(channel.state.members)
    .map(([id, { user }]) => ({ id, name: user?.name || 'No name', isOnline: user?.online ?? false }))
    .sort((one, other) => one.name.localeCompare(other.name));
};

export const MemberList = ({ members }: { members: readonly ShownMember[] }) => {
  const { self } = useChatServices();
  return (
    <ul className="member-list">
      {members.map(({ id, name, isOnline }) => (
        <li key={id}>
          <span>
            {name}
            {id === self.id && ' (you)'}
          </span>
          {isOnline && <span className="member-online">online</span>}
        </li>
      ))}
    </ul>
  );
};

export const MembersPanel = ({ channel, onClose }: { channel: Channel; onClose: () => void }) => (
  <Dialog title="Members" onClose={onClose}>
    <MemberList members={useMembers(channel)} />
  </Dialog>
);
