type Closable = { url?: string; close: () => Promise<void> | void };

export type Parts = {
  /** Starts a part, says when it is up and how long that took, and remembers to close it. */
  up: <Part extends Closable>(name: string, start: () => Promise<Part>) => Promise<Part>;
  /** The same for work that leaves nothing running. */
  done: <Result>(
    name: string,
    work: () => Promise<Result>,
    say?: (result: Result) => string,
  ) => Promise<Result>;
  /** Closes all parts, the last started first, and those still starting as soon as they are up. May be repeated. */
  close: () => Promise<void>;
};

const NAME_WIDTH = 16;

/** Keeps account of the parts of a stack that start side by side. */
export const openParts = (onLine: (line: string) => void): Parts => {
  const started: Closable[] = [];
  const starting = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const timed = async <Result>(
    name: string,
    work: () => Promise<Result>,
    say: (result: Result) => string,
  ) => {
    const began = performance.now();
    const result = await work();
    const ms = Math.round(performance.now() - began);
    if (!closing) onLine(`${name.padEnd(NAME_WIDTH)} ${`${ms} ms`.padStart(8)}   ${say(result)}`.trimEnd());
    return result;
  };
  const track = <Result>(promise: Promise<Result>): Promise<Result> => {
    starting.add(promise);
    promise.catch(() => {}).finally(() => starting.delete(promise));
    return promise;
  };
  const closeAll = async () => {
    await Promise.allSettled(starting);
    for (const part of started.reverse()) await part.close();
  };
  return {
    up: (name, start) =>
      track(
        timed(name, start, ({ url }) => url ?? '').then((part) => {
          started.push(part);
          return part;
        }),
      ),
    done: (name, work, say = () => '') => track(timed(name, work, say)),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
};
