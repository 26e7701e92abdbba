import { useProblemWords } from '@sealed-stream/secure-chat/react';
import { useEffect, useState } from 'react';
import type { ChatTexts } from '../../texts/english-chat.ts';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { type Person, useChatServices } from '../services/chat-services.tsx';

const TYPING_PAUSE_MS = 250;

type Props = {
  placeholder: string;
  chosen: readonly Person[];
  onChange: (chosen: Person[]) => void;
  /** Chat user ids that are not offered. */
  without?: readonly string[];
};

/** Finds people by name and lets some of them be chosen. */
export const PeopleSearch = ({ placeholder, chosen, onChange, without = [] }: Props) => {
  const texts = useChatTexts().people;
  const problemWords = useProblemWords();
  const [name, setName] = useState('');
  const { found: everybody, problem } = usePeople(name);
  const found = everybody?.filter(({ id }) => !without.includes(id)) ?? null;
  const toggle = (person: Person) => {
    const others = chosen.filter(({ id }) => id !== person.id);
    onChange(others.length < chosen.length ? others : [...chosen, person]);
  };
  return (
    <>
      <label htmlFor="person-name">{texts.name}</label>
      <input
        id="person-name"
        type="search"
        autoComplete="off"
        placeholder={placeholder}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <PeopleChoice found={found} chosen={chosen} onToggle={toggle} />
      <p className="small-print" role="status">
        {searchWords(texts, name, found, everybody)}
      </p>
      {problem !== undefined && (
        <p className="form-problem" role="alert">
          {problemWords(problem)}
        </p>
      )}
    </>
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
    <ul className="people-choice" aria-label={useChatTexts().people.found}>
      {[...chosen, ...others].map((person) => (
        <li key={person.id}>
          <label>
            <input type="checkbox" checked={chosen.includes(person)} onChange={() => onToggle(person)} />
            <bdi>{person.name}</bdi>
          </label>
        </li>
      ))}
    </ul>
  );
};

type People = readonly Person[] | null;

const searchWords = (texts: ChatTexts['people'], name: string, found: People, everybody: People): string => {
  if (!name.trim()) return texts.goesToStream;
  if (!found || !everybody) return texts.looking;
  if (found.length > 0) return '';
  return everybody.length > 0 ? texts.allHere : texts.none;
};

const usePeople = (name: string): { found: People; problem: unknown } => {
  const { chat } = useChatServices();
  const [outcome, setOutcome] = useState<{ name: string; found?: Person[]; problem?: unknown }>({ name: '' });
  useEffect(() => {
    let isWanted = true;
    const look = async () => {
      const answer = await chat.findPeople(name.trim()).then(
        (found) => ({ name, found }),
        (error: unknown) => ({ name, problem: error ?? null }),
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
    found: outcome.problem !== undefined ? [] : isCurrent ? (outcome.found ?? []) : null,
    problem: isCurrent ? outcome.problem : undefined,
  };
};
