import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { Person } from '../chat-services.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { inList } from '../encryption/epoch-words.ts';
import { ActionStatus } from '../parts/action-status.tsx';
import { useNameOf } from '../parts/use-name-of.ts';
import { PeopleSearch } from './people-search.tsx';

type Props = {
  conversation: OpenConversation;
  /** Chat user ids of those who are here already. */
  without: readonly string[];
  onDone: () => void;
};

/** Finds people and adds them, one after the other; whoever could not be added stays chosen. */
export const AddMembers = ({ conversation: { encrypted, epoch }, without, onDone }: Props) => {
  const [chosen, setChosen] = useState<Person[]>([]);
  const channelName = useNameOf(encrypted.stream);
  const nameOf = (id: string) => chosen.find((person) => person.id === id)?.name ?? channelName(id);
  const adding = useMutation({
    mutationFn: async () => {
      for (const person of chosen) {
        await encrypted.addMember(person.id);
        setChosen((before) => before.filter(({ id }) => id !== person.id));
      }
    },
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form className="people-form" onSubmit={submit}>
      <PeopleSearch
        placeholder="Who should come in?"
        chosen={chosen}
        onChange={setChosen}
        without={without}
      />
      <p className="small-print">
        {epoch?.history === 'whole'
          ? 'They will be able to read everything, also what was written before.'
          : 'They will be able to read what is written from now on, and nothing from before.'}
      </p>
      <ActionStatus
        doing={adding.isPending && `Adding ${inList(chosen.map(({ name }) => name))}: sharing a new key…`}
        error={adding.error}
        nameOf={nameOf}
      />
      <Button type="submit" disabled={chosen.length === 0} isBusy={adding.isPending}>
        Add
      </Button>
    </form>
  );
};
