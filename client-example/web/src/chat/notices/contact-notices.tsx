import { useContactNotices } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import { useConversation } from '../services/conversation-context.tsx';

type Compared = { userId: string; name: string };

/** Says that a contact's keys have changed, and lets the person compare. Nothing stops. */
export const ContactNotices = () => {
  const notices = useContactNotices(useConversation().encrypted);
  const { keys } = useChatTexts();
  const [compared, setCompared] = useState<Compared | null>(null);
  return (
    <div role="status" aria-label={keys.changed}>
      {notices.map(({ userId, kind, name, words, note }) => (
        <p className="contact-notice" data-kind={kind} key={userId}>
          <span>{words}</span>
          <button type="button" className="link-button" onClick={() => setCompared({ userId, name })}>
            {keys.compare}
          </button>
          <button type="button" className="link-button" onClick={note}>
            {keys.understood}
          </button>
        </p>
      ))}
      {compared && <SafetyNumberWindow {...compared} onClose={() => setCompared(null)} />}
    </div>
  );
};
