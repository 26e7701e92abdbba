import { useInvitation } from '@sealed-stream/secure-chat/react';
import type { Channel } from 'stream-chat';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { useAddress, useOpenConversation } from '../address/use-address.ts';
import { PersonName } from '../parts/person-name.tsx';
import './invitations.css';

/** Who invites, and to what. Nothing of the messages. */
export const InvitationRows = ({ channels }: { channels: readonly Channel[] }) => (
  <ul className="invitation-rows">
    {channels.map((channel) => (
      <InvitationRow key={channel.cid} channel={channel} />
    ))}
  </ul>
);

const InvitationRow = ({ channel }: { channel: Channel }) => {
  const invitation = useInvitation(channel);
  const { cid } = useAddress();
  const open = useOpenConversation();
  const texts = useWindowTexts().invitation;
  if (!invitation) return null;
  const { by, name, isPair, people } = invitation;
  return (
    <li>
      <button type="button" aria-current={cid === channel.cid} onClick={() => open(channel)}>
        <PersonName id={by} name={name} />
        <span className="small-print">{isPair ? texts.toPair : texts.toGroup(people)}</span>
      </button>
    </li>
  );
};
