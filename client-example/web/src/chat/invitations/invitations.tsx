import { useState } from 'react';
import type { Channel } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { LoadedPart } from '../parts/create-panel.tsx';

const loadRows = async () => (await import('./invitation-rows.tsx')).InvitationRows;

/** One line above the conversations, however many invitations there are; the rows behind it are opened by a click. */
export const Invitations = ({ channels }: { channels: readonly Channel[] }) => {
  const [isOpen, setOpen] = useState(false);
  const { invitations } = useChatTexts().list;
  if (channels.length === 0) return null;
  return (
    <section className="invitations" aria-label={invitations}>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {invitations} <span>{channels.length}</span>
      </button>
      {isOpen && <LoadedPart name="invitations" load={loadRows} props={{ channels }} />}
    </section>
  );
};
