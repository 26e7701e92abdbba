import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** A modal window named by its title. Focus goes in, stays in, and comes back; Escape closes it. */
export const Dialog = ({ title, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { close } = useChatTexts();
  // In time before the element is gone: closing it is what gives the focus back.
  useLayoutEffect(() => {
    const opened = dialog.current;
    if (!opened?.open) opened?.showModal();
    return () => opened?.close();
  }, []);
  const cancel = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog className="chat-dialog" ref={dialog} aria-labelledby={titleId} onCancel={cancel}>
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label={close} onClick={onClose}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
};
