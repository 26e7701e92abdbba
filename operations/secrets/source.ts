import type { SecretName } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import { isSecretName, secretNames } from './check-secret.ts';
import type { Field } from './fields.ts';

/** Where values come from: a person at a terminal, or JSON on standard input. */
export type Source = {
  /** What is said for a secret's fields; null when nothing is. */
  answer: (name: SecretName, fields: readonly Field[]) => Promise<Record<string, unknown> | null>;
  /** The secrets that are spoken of without being asked for. */
  given: readonly SecretName[];
  /** Says what was wrong with an answer. There only if another answer can follow. */
  complain?: (problems: readonly string[]) => void;
};

/**
 * Answers from JSON: `{"stream": {"apiKey": "...", "apiSecret": "..."}, ...}`, any of the secrets.
 * Throws {@link OperatorError} for what is no such object, repeating nothing of it.
 */
export const jsonSource = (text: string): Source => {
  const given = parseGiven(text);
  return { answer: async (name) => given[name] ?? null, given: secretNames.filter((name) => given[name]) };
};

type Given = Partial<Record<SecretName, Record<string, unknown>>>;

const parseGiven = (text: string): Given => {
  const entries = Object.entries(parseObject(text) ?? { '': null });
  const isWrong = ([name, value]: [string, unknown]) => !isSecretName(name) || !isObject(value);
  if (entries.some(isWrong))
    throw new OperatorError(
      `Standard input must be a JSON object whose fields are objects, called ${secretNames.join(', ')}.`,
    );
  return Object.fromEntries(entries) as Given;
};

const parseObject = (text: string): object | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Has no answers. Throws {@link OperatorError} when it is asked for one. */
export const silentSource: Source = {
  given: [],
  async answer(name) {
    throw new OperatorError(
      `There is no terminal to ask for ${name} at, and no JSON on standard input. Nothing was written.`,
    );
  },
};

/** Asks for field after field. An empty answer leaves an optional field out. */
export const askingSource = (
  ask: (question: string) => Promise<string>,
  say: (line: string) => void,
): Source => ({
  given: [],
  async answer(_name, fields) {
    const answers: Record<string, string> = {};
    for (const { name, question, isOptional } of fields) {
      const text = await ask(question);
      if (text !== '' || !isOptional) answers[name] = text;
    }
    return answers;
  },
  complain: (problems) => say(`Not usable, once more please:\n  ${problems.join('\n  ')}`),
});
