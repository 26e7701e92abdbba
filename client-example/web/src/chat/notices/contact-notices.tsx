import { useContactNotices, useRenamings } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import { useConversation } from '../services/conversation-context.tsx';

type Compared = { userId: string; name: string; onCompared: () => void };

/** So many names are told at once; noting one brings the next. */
const MOST_NAMES = 3;

/** Says that a contact's keys have changed, and lets the person compare; and that somebody goes by another name. Nothing stops. */
export const ContactNotices = () => {
  const { encrypted } = useConversation();
  const notices = useContactNotices(encrypted);
  const renamings = useRenamings(encrypted.stream);
  const { keys } = useChatTexts();
  const [compared, setCompared] = useState<Compared | null>(null);
  return (
    <div role="status" aria-label={keys.changed}>
      {notices.map(({ userId, kind, name, words, note }) => (
        <p className="contact-notice" data-kind={kind} key={userId}>
          <span>{words}</span>
          <button
            type="button"
            className="link-button"
            onClick={() => setCompared({ userId, name, onCompared: note })}
          >
            {keys.compare}
          </button>
          <button type="button" className="link-button" onClick={note}>
            {keys.understood}
          </button>
        </p>
      ))}
      {renamings.slice(0, MOST_NAMES).map(({ userId, words, note }) => (
        <p className="contact-notice" data-kind="renamed" key={`name-${userId}`}>
          <span>{words}</span>
          <button type="button" className="link-button" onClick={note}>
            {keys.understood}
          </button>
        </p>
      ))}
      {compared && <SafetyNumberWindow {...compared} onClose={() => setCompared(null)} />}
    </div>
  );
};
