import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

const WRITE_DELAY_MS = 100;

export type Snapshot<State> = {
  state: State;
  /** Call after each change; writes are gathered for a moment, then replace the file in one step. */
  changed: () => void;
  /** Writes now if anything is waiting. */
  flush: () => void;
};

/**
 * Keeps an emulator's whole state in one file, so that it survives a restart.
 * `state` may hold Maps, Sets, Dates and Buffers (structured clone). Without a `file` nothing is written.
 */
export const openSnapshot = <State>(file: string | undefined, initial: () => State): Snapshot<State> => {
  const state = (file && readState<State>(file)) || initial();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (!timer || !file) return;
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, serialize(state));
    renameSync(`${file}.new`, file);
  };
  const changed = () => {
    if (file) timer ??= setTimeout(flush, WRITE_DELAY_MS);
  };
  return { state, changed, flush };
};

const readState = <State>(file: string): State | undefined => {
  try {
    return deserialize(readFileSync(file)) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
