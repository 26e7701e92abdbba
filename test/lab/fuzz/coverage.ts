import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';

/** What of a file was never reached. */
export type Unreached = { file: string; lines: number; unreached: number[] };

/** One for each letter of a file: 1 when it was reached. */
type Letters = Uint8Array<ArrayBuffer>;

export type Coverage = {
  /** Adds what was reached since the last call; true when something was reached for the first time. */
  grew: () => boolean;
  /** Takes back what the last look added, to look again at a part of it. What was read stays. */
  undo: () => void;
  /** Of each watched file, the lines with code that nothing has reached so far. */
  read: () => Unreached[];
};

/**
 * Watches, letter by letter, which code of these files runs: by the engine's own counters, so what is tried is what runs elsewhere, unchanged.
 * For the files that are loaded after it. A look takes some milliseconds: many inputs go before each.
 */
export const watchCoverage = (files: readonly string[]): Coverage => {
  const session = new Session();
  session.connect();
  const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const reached = new Map(files.map((file) => [file, new Uint8Array(sources.get(file)?.length ?? 0)]));
  const ever = new Map([...reached].map(([file, letters]) => [file, letters.slice()]));
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  const take = (): Profiler.ScriptCoverage[] => {
    let taken: Profiler.ScriptCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error) throw error;
      taken = result;
    });
    return taken;
  };

  let before = new Map<string, Letters>();
  const grew = (): boolean => {
    let hasGrown = false;
    before = new Map([...reached].map(([file, letters]) => [file, letters.slice()]));
    for (const script of take()) {
      const file = files.find((name) => script.url.endsWith(`/${name}`));
      const letters = file === undefined ? undefined : reached.get(file);
      const known = file === undefined ? undefined : ever.get(file);
      if (!letters || !known) continue;
      const painted = paint(script, letters.length);
      addTo(known, painted);
      if (addTo(letters, painted)) hasGrown = true;
    }
    return hasGrown;
  };

  const undo = (): void => {
    for (const [file, letters] of before) reached.set(file, letters);
  };

  const read = (): Unreached[] =>
    files.map((file) => ({
      file,
      ...linesOf(sources.get(file) ?? '', ever.get(file) ?? new Uint8Array()),
    }));

  return { grew, undo, read };
};

/** Outer ranges come before those in them. */
const paint = ({ functions }: Profiler.ScriptCoverage, length: number): Letters => {
  const painted = new Uint8Array(length);
  for (const { ranges } of functions)
    for (const { startOffset, endOffset, count } of ranges)
      painted.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return painted;
};

const addTo = (reached: Letters, painted: Letters): boolean => {
  let isNew = false;
  for (let at = 0; at < reached.length; at++)
    if (painted[at] && !reached[at]) {
      reached[at] = 1;
      isNew = true;
    }
  return isNew;
};

const linesOf = (source: string, reached: Letters): Omit<Unreached, 'file'> => {
  const unreached: number[] = [];
  let at = 0;
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    const first = at + line.search(/\S|$/);
    if (line.trim() !== '' && !reached[first]) unreached.push(index + 1);
    at += line.length + 1;
  }
  return { lines: lines.length, unreached };
};
