import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { OperatorError } from '../operator-error.ts';

export type HiddenPrompt = {
  /** Asks, and shows nothing of what is typed or pasted. Throws {@link OperatorError} on Ctrl-C or the end of input. */
  ask: (question: string) => Promise<string>;
  close: () => void;
};

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * A prompt on a terminal. One reader for the whole conversation: the terminal's own echo stays off between two questions,
 * when the rest of a paste may arrive.
 */
export const openHiddenPrompt = (
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): HiddenPrompt => {
  const reader = createInterface({ input, output: nowhere(), terminal: true, historySize: 0 });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (question: string) => {
    output.write(`${question}: `);
    const { value, done } = await lines.next();
    output.write('\n');
    if (done) throw new OperatorError('Stopped. Nothing was written.');
    return value.trim();
  };
  return { ask, close: () => reader.close() };
};
