import { type FormEvent, useEffect, useState } from 'react';
import type { Channel } from 'stream-chat';
import { Button } from '../ui/button.tsx';
import { type Person, useChatServices } from './chat-services.tsx';
import { Dialog } from './dialog.tsx';
import { problemWords } from './problem-words.ts';

const TYPING_PAUSE_MS = 250;

type Props = { onStarted: (channel: Channel) => void; onClose: () => void };

/** Finds people by name and starts a conversation with them, or opens the one there is. */
export const NewConversation = ({ onStarted, onClose }: Props) => {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Person[]>([]);
  const { found, searchProblem } = usePeople(name);
  const { start, isBusy, problem } = useStart(chosen, onStarted);
  const toggle = (person: Person) =>
    setChosen((before) =>
      before.some(({ id }) => id === person.id)
        ? before.filter(({ id }) => id !== person.id)
        : [...before, person],
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start();
  };
  return (
    <Dialog title="New conversation" onClose={onClose}>
      <form className="new-conversation" onSubmit={submit}>
        <label htmlFor="person-name">Name</label>
        <input
          id="person-name"
          type="search"
          autoComplete="off"
          placeholder="Who do you want to talk to?"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <PeopleChoice found={found} chosen={chosen} onToggle={toggle} />
        <p className="small-print" role="status">
          {searchWords(name, found)}
        </p>
        {(problem ?? searchProblem) && (
          <p className="form-problem" role="alert">
            {problem ?? searchProblem}
          </p>
        )}
        <Button type="submit" disabled={chosen.length === 0} isBusy={isBusy}>
          Start conversation
        </Button>
      </form>
    </Dialog>
  );
};

type ChoiceProps = {
  found: readonly Person[] | null;
  chosen: readonly Person[];
  onToggle: (person: Person) => void;
};

const PeopleChoice = ({ found, chosen, onToggle }: ChoiceProps) => {
  const others = (found ?? []).filter(({ id }) => !chosen.some((person) => person.id === id));
  return (
    <ul className="people-choice" aria-label="People">
      {[...chosen, ...others].map((person) => (
        <li key={person.id}>
          <label>
            <input type="checkbox" checked={chosen.includes(person)} onChange={() => onToggle(person)} />
            {person.name}
          </label>
        </li>
      ))}
    </ul>
  );
};

const searchWords = (name: string, found: readonly Person[] | null): string => {
  if (!name.trim()) return 'The name you look for goes to Stream as you type it.';
  if (!found) return 'Looking…';
  return found.length === 0 ? 'Nobody of that name has an account here yet.' : '';
};

const usePeople = (name: string): { found: Person[] | null; searchProblem: string | undefined } => {
  const { chat } = useChatServices();
  const [outcome, setOutcome] = useState<{ name: string; found?: Person[]; problem?: string }>({ name: '' });
  useEffect(() => {
    let isWanted = true;
    const look = async () => {
      const answer = await chat.findPeople(name.trim()).then(
        (found) => ({ name, found }),
        (error) => ({ name, problem: problemWords(error) }),
      );
      if (isWanted) setOutcome(answer);
    };
    const timer = setTimeout(() => void look(), TYPING_PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [chat, name]);
  const isCurrent = outcome.name === name;
  return {
    found: isCurrent && !outcome.problem ? (outcome.found ?? []) : outcome.problem ? [] : null,
    searchProblem: isCurrent ? outcome.problem : undefined,
  };
};

const useStart = (chosen: readonly Person[], onStarted: Props['onStarted']) => {
  const { chat } = useChatServices();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      onStarted((await chat.startConversation(chosen.map(({ id }) => id))).stream);
    } catch (error) {
      setProblem(problemWords(error, (id) => chosen.find((person) => person.id === id)?.name));
      setBusy(false);
    }
  };
  return { start, isBusy, problem };
};
