import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** The windows that are open, the topmost last; each by how it is closed. */
const open: (() => void)[] = [];

/**
 * Escape closes the topmost window and does nothing else. Left to the browser, it closes several at once when they were opened without a click, and a window that
 * does not close although it was asked twice.
 */
const closeTopmost = (event: KeyboardEvent): void => {
  const close = open.at(-1);
  if (event.key !== 'Escape' || event.isComposing || !close) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) close();
};
window.addEventListener('keydown', closeTopmost, { capture: true });

/** A modal window named by its title. Focus goes in, stays in, and comes back; Escape closes it, and not the one beneath. */
export const Dialog = ({ title, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { close } = useChatTexts();
  const latest = useRef(onClose);
  latest.current = onClose;
  // In time before the element is gone: closing it is what gives the focus back.
  useLayoutEffect(() => {
    const opened = dialog.current;
    const closeThis = () => latest.current();
    if (!opened?.open) opened?.showModal();
    open.push(closeThis);
    return () => {
      open.splice(open.indexOf(closeThis), 1);
      opened?.close();
    };
  }, []);
  // A phone's way back asks like this; what an element inside asks, such as a field for files, is its own.
  const cancel = (event: SyntheticEvent) => {
    if (event.target !== event.currentTarget) return;
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
