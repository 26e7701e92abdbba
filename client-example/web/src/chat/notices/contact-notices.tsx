import { useState } from 'react';
import { useConversation } from '../conversation/conversation-context.tsx';
import { SafetyNumberPanel } from '../encryption/safety-number-window.ts';
import { useNameOf } from '../parts/use-name-of.ts';
import { contactWords } from './contact-words.ts';

/** Says that a contact's keys have changed, and lets the person compare. Nothing stops. */
export const ContactNotices = () => {
  const { changedContacts, noteContact, encrypted } = useConversation();
  const nameOf = useNameOf(encrypted.stream);
  const [compared, setCompared] = useState<string | null>(null);
  return (
    <div role="status" aria-label="Changed keys">
      {changedContacts.map(({ userId: id, kind }) => (
        <p className="contact-notice" data-kind={kind} key={id}>
          <span>{contactWords(kind, nameOf(id))}</span>
          <button type="button" className="link-button" onClick={() => setCompared(id)}>
            Compare safety number
          </button>
          <button type="button" className="link-button" onClick={() => noteContact(id)}>
            Understood
          </button>
        </p>
      ))}
      {compared && (
        <SafetyNumberPanel userId={compared} name={nameOf(compared)} onClose={() => setCompared(null)} />
      )}
    </div>
  );
};
