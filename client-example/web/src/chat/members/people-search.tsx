import { isNamedLike } from '@sealed-stream/secure-chat';
import { useProblemWords, useTwins } from '@sealed-stream/secure-chat/react';
import type { WindowTexts } from '@sealed-stream/secure-chat/screens';
import { useEffect, useRef, useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
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
  const texts = useWindowTexts().people;
  const problemWords = useProblemWords();
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []); // what the window was opened for
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
        ref={field}
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
    <ul className="people-choice" aria-label={useWindowTexts().people.found}>
      {[...chosen, ...others].map((person) => (
        <li key={person.id}>
          <label>
            <input type="checkbox" checked={chosen.includes(person)} onChange={() => onToggle(person)} />
            <span className="people-choice-name">
              <bdi>{person.name}</bdi>
              <Twin person={person} />
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
};

/** For one of several people of the same name: what tells them apart. */
const Twin = ({ person: { id, name } }: { person: Person }) => {
  const texts = useWindowTexts().people;
  const twin = useTwins()(id, name);
  if (!twin) return null;
  return (
    <span className="small-print">
      {' '}
      {texts.idEnds(twin.idEndsIn)}
      {twin.isNew && ` ${texts.isNew}`}
    </span>
  );
};

type People = readonly Person[] | null;

const searchWords = (
  texts: WindowTexts['people'],
  name: string,
  found: People,
  everybody: People,
): string => {
  if (!name.trim()) return texts.goesToStream;
  if (!found || !everybody) return texts.looking;
  if (found.length > 0) return '';
  return everybody.length > 0 ? texts.allHere : texts.none;
};

const usePeople = (name: string): { found: People; problem: unknown } => {
  const { chat } = useChatServices();
  const [outcome, setOutcome] = useState<{ name: string; found?: Person[]; problem?: unknown }>({ name: '' });
  const met = useRef(new Map<string, Person>());
  useEffect(() => {
    let isWanted = true;
    const look = async () => {
      const answer = await chat.findPeople(name.trim()).then(
        (found) => {
          for (const person of found) met.current.set(person.id, person);
          const before = [...met.current.values()].filter(
            (person) => name.trim() && isNamedLike(person, name),
          );
          return {
            name,
            found: [...new Map([...found, ...before].map((person) => [person.id, person])).values()],
          };
        },
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
