import {
  asSentence,
  type ContactNotice,
  useComparisons,
  useContactNotices,
  useNameOf,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import { type Person, useChatServices } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';

type Props = { conversation: OpenConversation; userIds: readonly string[] };

/** Who can read, oneself first, each with what is known of their keys, and a way to compare safety numbers. */
export const Readers = ({ conversation: { encrypted }, userIds }: Props) => {
  const { self } = useChatServices();
  const nameOf = useNameOf(encrypted.stream);
  const texts = useTexts();
  const { lock } = useWindowTexts();
  const { comparedAt } = useComparisons(userIds);
  const changes = useContactNotices(encrypted);
  const [compared, setCompared] = useState<Person | null>(null);
  const changeOf = (id: string) => changes.find(({ userId }) => userId === id);
  const people = userIds.map((id) => ({ id, name: nameOf(id) }));
  const selfFirst = (one: Person, other: Person): number =>
    Number(other.id === self.id) - Number(one.id === self.id) || one.name.localeCompare(other.name);
  return (
    <>
      <p className="small-print">{lock.readersWhy}</p>
      <ul className="member-list" aria-label={lock.readers}>
        {people.sort(selfFirst).map((person) => (
          <Reader
            key={person.id}
            name={asSentence(person.name, texts)}
            isSelf={person.id === self.id}
            comparedAt={comparedAt(person.id)}
            change={changeOf(person.id)}
            onCompare={() => setCompared(person)}
          />
        ))}
      </ul>
      {compared && (
        <SafetyNumberWindow
          userId={compared.id}
          name={compared.name}
          onCompared={changeOf(compared.id)?.note}
          onClose={() => setCompared(null)}
        />
      )}
    </>
  );
};

type ReaderProps = {
  name: string;
  isSelf: boolean;
  comparedAt: Date | null | undefined;
  /** Of their keys, since the conversation was opened. */
  change: ContactNotice | undefined;
  onCompare: () => void;
};

const Reader = ({ name, isSelf, comparedAt, change, onCompare }: ReaderProps) => {
  const { lock, members } = useWindowTexts();
  const { time } = useTexts().epochs;
  // A comparison holds on over new devices, and not over other keys.
  const at = change === undefined || change.kind === 'grown' ? comparedAt : null;
  return (
    <li data-verified={!isSelf && !!at}>
      <div className="member-words">
        <bdi>{name}</bdi>
        {!isSelf && change && <span className="member-access">{change.words}</span>}
        {!isSelf && at && <span className="compared">{lock.compared(time(at))}</span>}
        {!isSelf && !at && !change && (
          <span className="small-print">{at === null ? lock.notCompared : lock.checking}</span>
        )}
      </div>
      {!isSelf && (
        <div className="member-actions">
          <Button
            look="quiet"
            aria-label={members.compareWith(name)}
            aria-haspopup="dialog"
            onClick={onCompare}
          >
            {at ? lock.compareAgain : lock.compare}
          </Button>
        </div>
      )}
    </li>
  );
};
