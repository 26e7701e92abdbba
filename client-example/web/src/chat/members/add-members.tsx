import { useEncryption, useNameOf, useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import type { Person } from '../services/chat-services.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';
import { PeopleSearch } from './people-search.tsx';

type Props = {
  conversation: OpenConversation;
  /** Chat user ids of those who are here already. */
  without: readonly string[];
  onDone: () => void;
};

/** Finds people and adds them, one after the other; whoever could not be added stays chosen. */
export const AddMembers = ({ conversation: { encrypted }, without, onDone }: Props) => {
  const { epoch } = useEncryption(encrypted);
  const { inList } = useTexts().people;
  const texts = useWindowTexts().adding;
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
      <PeopleSearch placeholder={texts.who} chosen={chosen} onChange={setChosen} without={without} />
      <p className="small-print">{epoch?.history === 'whole' ? texts.readEverything : texts.readFromNowOn}</p>
      <ActionStatus
        doing={adding.isPending && texts.doing(inList(chosen.map(({ name }) => name)))}
        error={adding.error}
        nameOf={nameOf}
      />
      <Button type="submit" disabled={chosen.length === 0} isBusy={adding.isPending}>
        {texts.add}
      </Button>
    </form>
  );
};
