import { useState } from 'react';
import { useConversation } from './conversation-context.tsx';
import { startingWith } from './epoch-words.ts';
import { SafetyNumberPanel } from './safety-number-window.ts';
import { useNameOf } from './use-name-of.ts';

/** Says that a contact's keys have grown, for instance by a new device. Nothing stops. */
export const ContactNotices = () => {
  const { changedContacts, noteContact, encrypted } = useConversation();
  const nameOf = useNameOf(encrypted.stream);
  const [compared, setCompared] = useState<string | null>(null);
  return (
    <div role="status" aria-label="Changed keys">
      {changedContacts.map((id) => (
        <p className="contact-notice" key={id}>
          <span>{startingWith(`${nameOf(id)} uses new keys, for instance on a new device.`)}</span>
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
