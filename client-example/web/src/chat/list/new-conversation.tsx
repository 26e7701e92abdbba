import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Channel } from 'stream-chat';
import { Button } from '../../ui/button.tsx';
import { type Person, useChatServices } from '../chat-services.tsx';
import { PeopleSearch } from '../members/people-search.tsx';
import { ActionStatus } from '../parts/action-status.tsx';

type Props = { onStarted: (channel: Channel) => void; onClose: () => void };

/** Finds people by name and starts a conversation with them, or opens the one there is. */
export const NewConversation = ({ onStarted }: Props) => {
  const { chat } = useChatServices();
  const [chosen, setChosen] = useState<Person[]>([]);
  const [isOpen, setOpen] = useState(false);
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
      <PeopleSearch placeholder="Who do you want to talk to?" chosen={chosen} onChange={setChosen} />
      {isGroup && <HistoryChoice isOpen={isOpen} onChange={setOpen} />}
      <ActionStatus
        doing={starting.isPending && 'Making the key of the conversation…'}
        error={starting.error}
        nameOf={(id) => chosen.find((person) => person.id === id)?.name ?? 'One of them'}
      />
      <Button type="submit" disabled={chosen.length === 0} isBusy={starting.isPending}>
        Start conversation
      </Button>
    </form>
  );
};

/** Of two people there is one conversation, which may be there already; so only more of them are asked. */
const HistoryChoice = ({ isOpen, onChange }: { isOpen: boolean; onChange: (isOpen: boolean) => void }) => (
  <label className="history-choice">
    <input type="checkbox" checked={isOpen} onChange={(event) => onChange(event.target.checked)} />
    <span>
      People added later can read everything from the beginning
      <span className="small-print"> This stays as it is once the conversation has begun.</span>
    </span>
  </label>
);
