type Closable = { url?: string; close: () => Promise<void> | void };

export type Parts = {
  /**
   * Starts a part, says when it is up and how long that took, and remembers to close it. What it answers speaks to the part that runs: after
   * a `restart`, to the new one.
   */
  up: <Part extends Closable>(name: string, start: () => Promise<Part>) => Promise<Part>;
  /** The same for work that leaves nothing running. */
  done: <Result>(
    name: string,
    work: () => Promise<Result>,
    say?: (result: Result) => string,
  ) => Promise<Result>;
  /**
   * Ends a part, with every connection to it, keeps it away for so long, and starts it again with what it had stored. Its port must be a fixed one.
   * Throws for a part that is not up.
   */
  restart: (name: string, awayMs: number) => Promise<void>;
  /** Closes all parts, the last started first, and those still starting as soon as they are up. May be repeated. */
  close: () => Promise<void>;
};

const NAME_WIDTH = 16;

type Running = { name: string; start: () => Promise<Closable>; part: Closable };

/** Keeps account of the parts of a stack that start side by side. */
export const openParts = (onLine: (line: string) => void): Parts => {
  const started: Running[] = [];
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
    for (const { part } of started.reverse()) await part.close();
  };
  const restart = async (name: string, awayMs: number) => {
    const running = started.find((one) => one.name === name);
    if (!running) throw new Error(`There is no part ${name} to start again.`);
    await running.part.close();
    await new Promise((resolve) => void setTimeout(resolve, awayMs));
    if (!closing) running.part = await running.start();
  };
  return {
    up: (name, start) =>
      track(
        timed(name, start, ({ url }) => url ?? '').then((part) => {
          const running = { name, start, part };
          started.push(running);
          return new Proxy(part, { get: (_, key) => Reflect.get(running.part, key) });
        }),
      ),
    done: (name, work, say = () => '') => track(timed(name, work, say)),
    restart: (name, awayMs) => track(restart(name, awayMs)),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
};
