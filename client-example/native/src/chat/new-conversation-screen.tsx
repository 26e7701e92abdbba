import { useProblemWords, useSecureChat } from '@sealed-stream/secure-chat/react';
import { englishWindows } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Action, Button, Field, Problem, Screen, Words } from '../parts';
import type { ScreenProps } from './screens';

const { newConversation: texts, people } = englishWindows;

/** Finds people by name and starts a conversation with them, or opens the one there is. */
export const NewConversationScreen = ({ navigation }: ScreenProps<'newConversation'>) => {
  const chat = useSecureChat();
  const problemWords = useProblemWords();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const wanted = useDeferredValue(name.trim());
  const found = useQuery({ queryKey: ['people', wanted], queryFn: () => chat.findPeople(wanted) });
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
  const start = async () => {
    const { cid } = await chat.startConversation([...chosen], { asGroup: chosen.length > 1 });
    navigation.replace('conversation', { cid });
  };
  return (
    <Screen>
      <Field
        accessibilityLabel={people.name}
        autoFocus
        onChangeText={setName}
        placeholder={texts.who}
        value={name}
      />
      <Words>{people.goesToStream}</Words>
      {found.data?.map((person) => (
        <Button isQuiet key={person.id} onPress={() => toggle(person.id)}>
          {`${chosen.includes(person.id) ? '✓ ' : ''}${person.name}`}
        </Button>
      ))}
      <Problem>{found.error && problemWords(found.error)}</Problem>
      {wanted !== '' && found.data?.length === 0 && <Words>{people.none}</Words>}
      <Action isOff={chosen.length === 0} onPress={start}>
        {texts.start}
      </Action>
    </Screen>
  );
};
