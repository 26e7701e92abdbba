import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel } from 'stream-chat';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { PeopleSearch } from '../members/people-search.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { type Person, useChatServices } from '../services/chat-services.tsx';

type Props = { onStarted: (channel: Channel) => void; onClose: () => void };

/** Finds people by name and starts a conversation with them, or opens the one there is. */
export const NewConversation = ({ onStarted }: Props) => {
  const { chat } = useChatServices();
  const [chosen, setChosen] = useState<Person[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [asGroup, setAsGroup] = useState(false);
  const texts = useWindowTexts().newConversation;
  const isGroup = chosen.length > 1 || (chosen.length === 1 && asGroup);
  const starting = useMutation({
    mutationFn: () =>
      chat.startConversation(
        chosen.map(({ id }) => id),
        { asGroup, history: isGroup && isOpen ? 'whole' : 'fromNowOn' },
      ),
    onSuccess: ({ stream }) => onStarted(stream),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    starting.mutate();
  };
  return (
    <form className="people-form" onSubmit={submit}>
      <PeopleSearch placeholder={texts.who} chosen={chosen} onChange={setChosen} />
      {chosen.length === 1 && (
        <Choice isOn={asGroup} onChange={setAsGroup} words={texts.asGroup} more={texts.asGroupMore} />
      )}
      {isGroup && <Choice isOn={isOpen} onChange={setOpen} words={texts.history} more={texts.historyStays} />}
      <ActionStatus
        doing={starting.isPending && texts.doing}
        error={starting.error}
        nameOf={(id) => chosen.find((person) => person.id === id)?.name}
      />
      <Button type="submit" disabled={chosen.length === 0} isBusy={starting.isPending}>
        {texts.start}
      </Button>
    </form>
  );
};

type ChoiceProps = { isOn: boolean; onChange: (isOn: boolean) => void; words: string; more: string };

/** Of two people there is one conversation, which may be there already; so only of groups more is asked. */
const Choice = ({ isOn, onChange, words, more }: ChoiceProps) => (
  <label className="history-choice">
    <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
    <span>
      {words}
      <span className="small-print"> {more}</span>
    </span>
  </label>
);
