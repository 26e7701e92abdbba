import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { BlockedWindow } from '../blocks/blocked-window.ts';

/** The way to the people one has blocked. */
export const BlockedButton = () => {
  const [isOpen, setOpen] = useState(false);
  const { blocked } = useChatTexts().windows;
  return (
    <>
      <button type="button" className="link-button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {blocked}
      </button>
      {isOpen && <BlockedWindow onClose={() => setOpen(false)} />}
    </>
  );
};
