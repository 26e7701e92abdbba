import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { readStateFile } from './state-file.ts';

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
 * Throws `DamagedStateError` for a file that is no such state.
 */
export const openSnapshot = <State>(file: string | undefined, initial: () => State): Snapshot<State> => {
  const state = (file && readStateFile(file, parse<State>)) || initial();
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

const parse = <State>(bytes: Buffer): State => deserialize(bytes) as State;
