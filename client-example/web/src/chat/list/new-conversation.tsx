import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
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
  const texts = useChatTexts().newConversation;
  const isGroup = chosen.length > 1;
  const starting = useMutation({
    mutationFn: () =>
      chat.startConversation(
        chosen.map(({ id }) => id),
        { history: isGroup && isOpen ? 'whole' : 'fromNowOn' },
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
      {isGroup && <HistoryChoice isOpen={isOpen} onChange={setOpen} />}
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

/** Of two people there is one conversation, which may be there already; so only more of them are asked. */
const HistoryChoice = ({ isOpen, onChange }: { isOpen: boolean; onChange: (isOpen: boolean) => void }) => {
  const { history, historyStays } = useChatTexts().newConversation;
  return (
    <label className="history-choice">
      <input type="checkbox" checked={isOpen} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {history}
        <span className="small-print"> {historyStays}</span>
      </span>
    </label>
  );
};
